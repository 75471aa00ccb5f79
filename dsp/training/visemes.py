# SPDX-License-Identifier: Apache-2.0
"""The 22 visemes (SAPI/Azure numbering), which phone shows which, and the coarser groups that scores use."""

COUNT = 22
SILENCE = 0
BILABIAL = 21
NAMES = ("sil", "ae ax ah", "aa", "ao", "ey eh uh", "er", "y iy ih", "w uw", "ow", "aw", "oy", "ay", "h", "r", "l",
         "s z", "sh ch jh zh", "th dh", "f v", "d t n", "k g ng", "p b m")

_SOUNDS = {
    0: "sil pau #", 1: "ae ah ax", 2: "aa", 3: "ao", 4: "ey eh uh", 5: "er axr", 6: "y iy ih ix", 7: "w uw", 8: "ow",
    9: "aw", 10: "oy", 11: "ay", 12: "hh", 13: "r", 14: "l el", 15: "s z", 16: "sh ch jh zh", 17: "th dh", 18: "f v",
    19: "d t n dx en nx", 20: "k g ng", 21: "p b m em"}

# ARPAbet, as flite, festival and the CMU dictionary write it
ARPABET = {phone: viseme for viseme, phones in _SOUNDS.items() for phone in phones.split()}

# A stop's mouth is already shut (or its tongue already placed) during the silence before its burst.
STOPS = frozenset("p b t d k g ch jh".split())

# Nine groups a viewer tells apart: silence, bilabial, labiodental, tongue, sibilant, rhotic, rounded, open, front.
# h has no shape of its own and is not scored there.
COARSE_NAMES = ("sil", "bilabial", "labiodental", "tongue", "sibilant", "rhotic", "rounded", "open", "front")
COARSE = (0, 7, 7, 6, 8, 5, 8, 6, 6, 7, 6, 7, -1, 5, 3, 4, 4, 3, 2, 3, 3, 1)

# Nine drawings of classic animation: X rest, A closed, B clenched, C open, D wide, E rounded, F puckered, G f v, H l.
MOUTH_NAMES = tuple("XABCDEFGH")
MOUTH = (0, 3, 4, 5, 3, 5, 2, 6, 6, 4, 5, 4, -1, 2, 8, 2, 2, 2, 7, 2, 2, 1)
