# Words that speak for or against checking a sentence, in lower case. A weight has been learnt for each class
# (examples/train_checkworthiness.rs).

# Figures in words that could be looked up: 'million', 'doubled'.
[figure-word]
billion billions doubled dozens half halved hundred hundreds million millions percent quarter third thirds
thousand thousands trillion tripled

# Numbers in words.
[feature-number]
billion billions couple dozen dozens eight eleven fifth fifty five forty four half hundred hundreds million
millions nine number once quarter seven six ten third thirds thirty thousand thousands three trillion
trillions twelve twenty twice two

# Words of sums and shares: 'percent', 'deficit'.
[feature-share]
average billion cents cost costs deficit dollar dollars euros income majority million per percent percentage
pounds rate ratio revenue surplus trillion

# Words of dates and spans of time.
[feature-date]
ago april august century day days decade decades december february january july june march month months
november october september since week weeks year years yesterday

# Comparatives and superlatives.
[feature-comparison]
best better bigger biggest faster fewer fewest greater greatest higher highest larger largest least less lower
lowest more most only smaller smallest worse worst

# Verbs by which something rose or fell.
[feature-change]
climbed cut cuts cutting declined decrease decreased doubled dropped fallen fell grew grown increase increased
increases jumped lost plunged raised reduced rise risen rose shrank soared tripled

# Words that give a cause or an effect.
[feature-cause]
because cause caused causes consequence creates hence hurts leads prevents therefore thus triggered

# Words of law and taxes.
[feature-law]
act agreement amendment ban banned bans bill bills constitution court forbids illegal law laws lawsuit legal
legislation permit permits prohibits regulation regulations requires resolution rule rules ruling sanctions
statute supreme tax taxes treaty violates

# Words about the future.
[feature-prediction]
'll forecast future shall tomorrow will wo would ’ll

# Past tenses of frequent verbs.
[feature-past]
became been began brought came did fell found gave got grew had has held kept led left lost made met paid put
ran rose said saw sent spent stood told took was went were won wrote

# What politicians did that is on record: 'voted', 'vetoed'.
[feature-record]
created opposed passed proposed signed spent supported vetoed voted votes

# Offices of state.
[feature-office]
administration congress government minister parliament president secretary senate senator

# Words for all or none.
[feature-everybody]
all always any anybody anyone every everybody everyone never nobody none nothing

# Words of opinion.
[feature-opinion]
agree amazing awful bad beautiful believe course feel good great guess hope horrible important maybe opinion
perhaps proud really right sad seems sorry strong terrible think wonderful wrong

# Words of wishes, duties and possibilities.
[feature-wish]
can could let let's may might must need needs ought please should want wants

# The speaker: 'I', 'our'.
[feature-first]
'm i me mine my our ours us we ’m

# The person spoken to.
[feature-second]
you your yours yourself

# Question words.
[feature-question]
how what who why

# Negations.
[feature-negation]
n't neither no nor not n’t

# Words that open a condition.
[feature-unless]
if unless whether
