# Small words and forms of grammar.

# Auxiliaries and adverbs that may stand between a subject and its verb: 'has also said'.
[between-subject-and-verb]
'd 's 've again all already also always are been being both can could did do does earlier even ever further
had has have herself himself is itself just later may meanwhile might must n't never not now n’t often once
separately should soon still themselves then today was were will would yesterday ’d ’s ’ve

# Words that, behind 'said', begin no clause: 'said nothing', 'said so'.
[no-clause]
as goodbye it little much no nothing so something sorry thanks that this what yes

# Forms of 'be'.
[be]
're 's am are be been being is was were ’re ’s

# Prepositions after which a name belongs to the words before it: 'a lawyer for Lund'.
[links-name]
about against at by for from in of to under with

# Auxiliaries other than the forms of 'be', and the adverbs among them: 'has', 'also'.
[auxiliary]
'd 've also did does had has have n't n’t ’d ’ve

# Days, as they follow 'said' without a preposition: 'said Monday'.
[day-of-speech]
Friday Monday Saturday Sunday Thursday Tuesday Wednesday today yesterday

# Past tenses without -ed that the tagger often takes for something else: 'cut', 'saw'.
[irregular-past]
bought cost cut fell felt found grew hit left lost made met paid put rose sank saw sent set shot shut sold
spent split spread stood struck won

# Words that begin a sentence far more often than they continue a name: 'however'.
[sentence-opener]
a about according after all also although an and another any as at because before both but by despite during
each earlier even every few finally for from further he her here his how however i if in instead it its last
later many meanwhile more most much my never no not nothing now officials on one only or other our over people
police she since so some soon still such that the their then there these they this those though thus to today
two under unlike until we what when where while who why with without yes yesterday yet you your

# Common small words that hardly any other language has, by which English is told.
[english-word]
The and been from had have of said that the this which with
