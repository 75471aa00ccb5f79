# SPDX-License-Identifier: Apache-2.0
"""English as voice agents speak it, generated from a small grammar: every vowel, th and dh, numbers, names, dates."""
import random
import re

_WORDS = {
    "name": "Joy Matthew Beth Theodore Bob Pamela Fiona Victor Thelma Arthur Chloe George Julia Roy Maya Owen Howard "
            "Mabel Philip Ruth Katherine Vivian Hugh Piper Zoe Boyd Shawn Leo Amber Ethan Joan Paul Heather Dwight "
            "Ursula Faith Timothy Abby Noah Bethany Mia Ivy Brooke Wyatt Laura Boris Gwen Judy Percy Sheila Yvonne",
    "city": "Boston Bath Portland Phoenix Vancouver Troy Memphis Chicago Duluth Baltimore Plymouth Austin Iowa "
            "Philadelphia Oxford Youngstown Montpelier Buffalo Miami Fairbanks Georgia Toyah Brighton Houston Tampa",
    "thing": "appointment booking package phone subscription thermostat invoice mortgage refund password meeting boat "
             "ticket voucher toaster mailbox laptop movie birthday path coin voice table month weather bathroom tooth "
             "leather cloth breath measure garage beach television pension bottle pepper bubble cup map lamp umbrella "
             "feather mouth house power flower shower toy oyster soil boy moon book good foot cook sugar mushroom ship "
             "chip judge bridge orange vision treasure usual yacht year yellow wagon wheel window wood wool whistle "
             "zipper zebra razor rose cheese juice zoo thumb theory thief third thread father brother feature vacuum "
             "valley vine view village fog fiber coffee elephant laughter knife life leaf knob lab rib web pub job mob "
             "crib ripple apple people temple simple camp stamp swimming hammer summer comb dime game home room "
             "hallway ring king song bank finger anger jungle gift gate dog bag egg plug cake lake clock back truck "
             "doctor water letter butter ladder city pity bed road side idea area piano video radio studio museum",
    "adj": "big brown happy thirty-third early available beautiful comfortable bright loud quiet young "
    "thick thin smooth "
           "rough warm cold fresh purple blue orange wooden heavy fourth valuable previous broken open empty "
           "full final "
           "brief proper royal annoying noisy oily loyal powerful sour allowed shy tiny wide high narrow yellow "
           "hollow local whole old enormous foreign curious furious pure rural early worthy thorough southern northern "
           "other another both usual casual leisurely fashionable charming jealous huge human hopeful helpful",
    "verb": "move confirm cancel change find check book buy bring prepare explain remember choose join "
    "employ enjoy avoid "
            "pay show throw know follow borrow allow announce count describe provide invite apply reply buy fly try "
            "measure wash push pull cook look put think thank bathe breathe gather deliver leave save serve observe "
            "prove believe achieve approve improve compare repair share wear hear fear cheer judge manage arrange "
            "charge watch catch reach teach touch sing bring hang bake make take like pick pack drop stop keep help "
            "map wrap tap rub grab describe submit admit update create wait start turn learn return earn hurt burn",
    "past": "moved confirmed cancelled changed found checked booked bought brought prepared explained remembered chose "
            "joined enjoyed avoided paid showed threw knew followed borrowed allowed announced counted described "
            "provided invited applied measured washed pushed pulled cooked looked thought thanked gathered left saved "
            "served proved believed improved compared repaired shared heard judged managed arranged charged watched "
            "caught reached taught touched sang hung baked made took liked picked packed dropped stopped kept helped "
            "wrapped tapped rubbed grabbed submitted updated waited started turned learned returned earned hurt",
    "place": "office lobby garden kitchen airport station theater church museum bakery pharmacy bank beach harbor "
             "park mountain valley village library hospital basement bathroom garage porch balcony south north "
             "restaurant supermarket swimming_pool football_field police_station post_office parking_lot ferry_boat",
    "food": "coffee tea soup fish beef pepper_soup apple_pie blueberry_muffins a_cup_of_cocoa buttered_toast mushrooms "
            "a_bowl_of_rice boiled_potatoes oysters a_ham_sandwich vanilla_pudding peaches plums cherry_juice bread "
            "chips_and_dip a_large_mocha two_small_lattes orange_juice pumpkin_pie thick_yogurt a_fig roast_beef",
    "prep": "near under above behind beside beyond before after between through throughout around toward without "
            "within",
    "adv": "briefly probably quickly thoroughly usually rarely early loudly quietly properly very_well "
    "right_now already "
           "really happily by_myself together outside upstairs abroad twice every_other_month this_very_moment",
    "feel": "happy sorry glad thrilled afraid pleased curious worried hopeful proud",
    "unit": "dollars pounds miles minutes hours percent months pages pieces inches cups boxes bags people gigabytes",
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "month": "January February March April May June July August September October November December",
    "ord": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
           "fifteenth twentieth twenty_fifth thirtieth thirty_first",
    "digit": "zero one two three four five six seven eight nine oh",
    "ten": "twenty thirty forty fifty sixty seventy eighty ninety",
    "small": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
             "eighteen",
    "letter": "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z",
}
_LISTS = {k: [w.replace("_", " ") for w in v.split()] for k, v in _WORDS.items()}

_TEMPLATES = """
Hello, this is {name}, how may I help you today?
Thank you for calling {name} and {name}, how can I help?
Good morning {name}, I am {feel} to hear your voice again.
Hi there, am I speaking with {name} {name}?
Would you like me to {verb} the {thing} or {verb} the other one?
I have {past} your {thing}, and I will {verb} the {adj} {thing} {adv}.
The {adj} {thing} is {prep} the {place}, and the {thing} is {prep} the {adj} {place}.
Your {thing} will arrive on {day}, the {ord} of {month}.
That comes to {ten} {digit} {unit} and {small} cents, is that alright?
Please read me the number: {digit} {digit} {digit}, {digit} {digit} {digit} {digit}.
Your code is {letter} {digit} {letter} {letter} {digit}, I repeat, {letter} {digit} {letter} {letter} {digit}.
I would like {food} and {food} with {small} {unit} of {food}, please.
Where did the {thing} go, {name}? I thought they {past} it {prep} the {place}.
Why don't we {verb} this {thing} together, before {day} at {small} o'clock?
My mother and my father both {past} the {adj} {thing} {adv}.
The {adj} {thing} {past} the {adj} {thing} {prep} the {place}.
There are {small} hundred and {ten} {small} {unit} in this {thing}.
How about {day} at {small} thirty, or would {small} fifteen be better?
Let me {verb} that for you, it will only take {small} {unit}.
I'm {feel} that the {thing} was {adj}, we can {verb} it {adv}.
Who {past} the {thing} that was {prep} the {thing}?
{name} {past} a {adj} {thing} from {city} to {city} in {month}.
Is it true that the {thing} in {city} was {adj}?
Oh, wow, the {adj} {thing} really is {adj}, isn't it?
Either you {verb} the {thing}, or they {verb} those {unit}.
Both of them {past} {food} {prep} the {place} with their {adj} {thing}.
We usually {verb} {small} {unit} of {food} {prep} the {ord} {thing}.
They {past} and {past}, but nothing {past} the {adj} {thing}.
Could you spell that, please? Is it {letter}, {letter}, {letter}, {letter}, as in {name}?
If the {thing} {adv} makes a {adj} noise, push the {adj} {thing} and {verb} it.
The weather in {city} will be {adj} and {adj}, with {small} {unit} of rain.
Put the {thing} by the {thing}, {name}, and bring me the {adj} {thing}.
You can {verb}, {verb} or {verb} any {thing} at our {place} in {city}.
{adj} {thing}, {adj} {thing}, {adj} {thing}, and a {adj} {thing}.
No, not the {thing}; I meant the {adj} {thing} with the {adj} {thing}.
Yes, of course. I'll {verb} it {adv} and call you back on {day}.
""".strip().splitlines()

_WRITTEN = """
The boy's voice was choked with joy as he joined the noisy royal party.
Five or six wives of the village believed every brief word of the vivid fable.
This thing and that thing are thinner than those other three things over there.
My mother bathed the baby with warm water before breakfast, both on Thursday and the day after.
How now, brown cow, said the proud crowd outside the town house.
Please put the book on the good wooden table by the bushy shrub, and push the hook in.
Measure the usual pleasure of leisure by its treasure, not by the beige garage.
Peter Piper picked up a peck of pickled peppers and popped them into a big paper bag.
Sheep shears should be sharp, and cheap chips should be chewed with much cheese.
We would like to know whether you wish to walk with us or wait for William.
Judge George enjoyed a jar of orange juice with ginger in July.
The early bird heard the nurse first, and the girl turned her thirsty purple turtle around.
Bob's job was to rub the robe of the big crab with a rubber cube.
Hi, my name is Amy, and I may maybe make my own home-made jam at nine tonight.
Oil the toy, avoid the boiling soil, and point at the coins in Troy.
I might try to fly by night, right behind the white kite, quite high in the sky.
Pull up the blue pool cue, and you'll soon view a few new shoes too.
Though the thief thought the thick cloth was worth nothing, the author thanked them both.
Father calmly parked the large car far from the dark barn yard.
Law talk all morning caused an awful yawn, so Paul paused and called it off.
Go home slowly, Joe, the road is low and the snow is over the old stone bridge.
Ten men sent them seven red pens when the rest were ready to get dressed.
The cat sat back and had a bad nap, as that black hat had a flat flap.
If Miss Smith is in, give him his six pink tin dishes in this little ship.
Each week we need three sheets to keep these peaches neat and clean.
Some young monkey loves but does not trust us, unless another one comes from above.
Eight gray whales came the same day to play and wait by the lake for the late train.
""".strip().splitlines()

_SLOT = re.compile(r"\{(\w+)\}")


def _filled(template, rng):
    text = _SLOT.sub(lambda m: rng.choice(_LISTS[m.group(1)]), template)
    text = re.sub(r"\b([Aa]) (?=[aeiouAEIOU])", r"\1n ", text)
    return text[0].upper() + text[1:]


def sentences(count, seed):
    """So many different sentences; the same seed gives the same ones. The written ones come round every so often."""
    rng = random.Random(seed)
    out = []
    while len(out) < count:
        out += rng.sample(_WRITTEN, min(6, len(_WRITTEN)))
        out += [_filled(rng.choice(_TEMPLATES), rng) for _ in range(40)]
    return out[:count]
