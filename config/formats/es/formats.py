"""Spanish as it is written in the United States: 171,042 and 1.5 (Unicode CLDR, `es-US`)."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
