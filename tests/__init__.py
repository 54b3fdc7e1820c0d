"""Everything that proves the project. The folders mirror the code; `journeys` tells whole flows."""
