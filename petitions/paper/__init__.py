"""What the site draws for paper: the sheet on which people sign by hand.

`words` says what stands on it, `sheet` where, `marks` how that becomes a PDF; `fonts` and `lines`
know how wide a text is. Whatever is told goes through `PublicPetition`, as on the pages.
"""
