# Verbs of speech and thought, and what each does.
# A verb is given as 'lemma | classes' if it is regular, else with all its forms: the one in -s, those of the past, the one in -ing.

# Verbs that introduce words or a clause alike: 'said'.
[say]

# Verbs that take an addressee first: 'told reporters that'.
[tell]

# Verbs that introduce a clause only with 'that', or words in quotation marks: 'stressed'.
[report]

# What findings do: 'showed that'.
[show]

# What minds do: 'believes'.
[think]

# Verbs whose first two forms are as often nouns: 'claims', 'report'.
[noun-too]
finding warning

# Verbs that deny the clause behind them.
[denies]

# Verbs that promise or threaten with 'to' and an infinitive: 'vowed to cut taxes'.
[promise]
sworn

# Verbs that deny with a gerund, or with a noun of [involvement]: 'denied taking money'.
[denial]

# Verbs that admit with a gerund, with 'to' or without: 'admitted to forging permits'.
[admission]

# Verbs that warn with 'of' and a noun: 'warned of a recession'.
[warning-verb]

# Verbs that foretell with a noun: 'predicts a mild winter'.
[forecast-verb]

# Verbs that expect with an infinitive: 'expects prices to fall'.
[expectation]

# What a paper does that gives a figure: 'accounts show a loss of $2m'.
[figure-verb]

# Verbs of [promise] and [warning-verb] that things do as often as people: 'the river threatens to'.
[things-too]

# Verbs that reject what a noun of [claim-noun] holds: 'rejected suggestions that'.
[rejection]

# Verbs that make or repeat what a noun of [claim-noun] holds: 'renewed his claim that'.
[repetition]

# Verbs that accuse somebody of something: 'accused the board of'.
[accusation]

# Verbs that name or describe their object: 'called the plan “a gift”', 'derided it as “a toy”'.
[naming]

# Forms behind which a clause without 'that' is taken for a statement even where the parser sees no complement:
# 'said'.
[bare-clause]
adding argued arguing believed believes claimed claiming claims insisted insisting said say saying says

# Participles that go on with another statement of the same speaker: ', adding that'.
[reporting-participle]
adding arguing claiming explaining insisting noting saying stating warning

# Participles that, behind 'without', say what a source left unsaid: 'without giving details'.
[detail-participle]
citing detailing elaborating explaining giving going identifying naming offering providing saying specifying

# Forms that are trusted to attribute by the order of words alone, where there is no parse: 'said'.
[plain-speech]
added adds announced argued claimed denied explained insisted noted reported said say says stated told warned
wrote

# Words that, with 'to' behind them, tell that something was not said: 'declined to comment'.
[refusal]
decline declined declines declining failed fails refuse refused refuses refusing unable

# Participles by which unnamed others hold something to be true: 'it is alleged that'.
[passive-cue]
alleged argued assumed believed claimed estimated feared reported rumored rumoured said speculated suggested
thought

# Forms in -s that are verbs wherever they stand. The tagger of words, which has seen few of them, takes them for
# nothing else: 'the mayor denies taking money'.
[always-third-person]
accuses acknowledges adds admits advises affirms agrees alleges announces argues asserts assumes assures
attests believes cites clarifies complains concedes concludes concurs condemns confesses confirms contends
continues convinces criticises criticizes decries defends demonstrates denies denounces derides describes discloses
dismisses elaborates emphasises emphasizes exclaims expects explains implies indicates informs insists knows
maintains notifies observes opines persuades posits predicts proclaims professes proposes proves realises
realizes reckons recommends refutes reiterates rejects reminds responds reveals says speculates suggests
summarises summarizes tells testifies theorises theorizes thinks threatens understands warns writes

# Base forms that are verbs wherever they stand, likewise: 'the ministers announce'.
[always-plain-form]
accuse acknowledge add admit advise affirm agree allege announce argue assert assume assure attest believe
clarify complain concede conclude concur condemn confess confirm contend convince criticise criticize decry
defend demonstrate denounce deny describe disclose dismiss elaborate emphasise emphasize exclaim expect
explain imply indicate inform insist know maintain notify observe opine persuade posit predict proclaim
profess propose prove realise realize reckon recommend refute reiterate remind respond reveal speculate
suggest summarise summarize testify theorise theorize threaten understand warn write

# Past forms that are verbs wherever they stand, likewise: 'the mayor swore to'.
[always-past]
derided lambasted rumored rumoured swore vowed

[verbs]
accuse                                   | report accusation
acknowledge                              | say admission
add                                      | say
admit admits admitted admitting          | say admission
advise                                   | tell
affirm                                   | say
agree agrees agreed agreeing             | report
allege                                   | say
announce                                 | say
answer                                   | report noun-too
argue                                    | say
ask asks asked asking                    | report
assert                                   | say
assume                                   | think
assure                                   | tell
attest                                   | say
believe                                  | think
blame                                    | report noun-too
boast                                    | say noun-too
blast                                    | report noun-too naming
brand                                    | report noun-too naming
call                                     | report noun-too naming
caution                                  | say noun-too
characterise                             | report naming
characterize                             | report naming
charge                                   | report noun-too
cite                                     | report
claim                                    | say noun-too
clarify                                  | say
comment                                  | report noun-too
complain                                 | say
concede                                  | say
conclude                                 | say
concur concurs concurred concurring      | say
condemn                                  | report naming
confess                                  | say admission
confirm                                  | say
contend                                  | say
continue                                 | report
convince                                 | tell
counter                                  | say noun-too
criticise                                | report
criticize                                | report
cry                                      | report noun-too
declare                                  | say
decry                                    | report
defend                                   | report
demand                                   | report noun-too
demonstrate                              | show
denounce                                 | report naming
deride                                   | report naming
deny denies denied denying               | report denial rejection denies
describe                                 | report naming
disclose                                 | say
dismiss                                  | report rejection naming
dispute                                  | rejection
doubt                                    | think noun-too
dub dubs dubbed dubbing                  | report naming
elaborate                                | say
emphasise                                | say
emphasize                                | say
estimate                                 | say noun-too forecast-verb
exclaim                                  | say
expect                                   | think expectation
explain                                  | say
express                                  | report
fear                                     | think noun-too
feel feels felt feeling                  | think
find finds found finding                 | show
forecast forecasts forecast forecasting  | report forecast-verb
guess                                    | report noun-too
gush                                     | say
hail                                     | report noun-too naming
hint                                     | report noun-too
hope                                     | think noun-too
imply                                    | show
indicate                                 | show
inform                                   | tell
insist                                   | say
intimate                                 | say
joke                                     | say noun-too
know knows knew known knowing            | think
label labels labelled labeled labelling labeling | report naming
lambast                                  | report naming
lament                                   | say
maintain                                 | say
make makes made making                   | repetition
mention                                  | report noun-too
muse                                     | say
mutter                                   | say
note                                     | say noun-too
notify                                   | tell
observe                                  | report
opine                                    | say
persuade                                 | tell
plead                                    | say
pledge                                   | say noun-too promise
posit                                    | say
portray                                  | report naming
post                                     | report noun-too
praise                                   | report noun-too naming
predict                                  | say forecast-verb
proclaim                                 | say
profess                                  | say
project                                  | report noun-too forecast-verb
promise                                  | say noun-too promise things-too
propose                                  | report
prove                                    | show
purport                                  | say
quip quips quipped quipping              | say
quote                                    | report noun-too
rant                                     | report noun-too
read reads read reading                  | report
realise                                  | think
realize                                  | think
recall                                   | say
reckon                                   | say
recommend                                | report
recount                                  | say
refute                                   | rejection
reiterate                                | say repetition
reject                                   | rejection
remark                                   | say noun-too
remind                                   | tell
renew                                    | repetition
repeat                                   | report repetition
reply                                    | report noun-too
report                                   | say noun-too
request                                  | report noun-too
respond                                  | report
retort                                   | say noun-too
reveal                                   | say
ridicule                                 | report noun-too naming
rule                                     | report noun-too
say says said saying                     | say
shout                                    | say noun-too
show shows showed shown showing          | show figure-verb
signal signals signalled signaled signalling | report
slam slams slammed slamming              | report noun-too naming
speculate                                | say
state                                    | say noun-too
stress                                   | say noun-too
suggest                                  | say
summarise                                | say
summarize                                | say
suspect                                  | think noun-too
swear swears swore swearing              | say promise
tell tells told telling                  | tell
term                                     | report noun-too naming
testify                                  | say
theorise                                 | say
theorize                                 | say
think thinks thought thinking            | think
threaten                                 | report promise things-too
tweet                                    | say noun-too
understand understands understood understanding | think
urge                                     | report noun-too
voice                                    | repetition
vow                                      | say noun-too promise
warn warns warned warning                | say warning-verb things-too
whisper                                  | say noun-too
worry                                    | think noun-too
write writes wrote written writing       | say
yell                                     | say noun-too
