# Words beside a name that tell what it is a name of: a firm, a place or a team.

# Nouns for organisations that are not in [organization-noun]: 'brewer'.
[firm-noun]
band biotech brewer brewery broker brokerage business businesses carrier charities chipmaker choir church
co-operative collective consortium cooperative drugmaker ensemble forum fund grouping hospital investigator
lab laboratory lobby miner ministry ngo nonprofit orchestra outfit pollster press producer quartet quintet
railway refiner school shipbuilder shipper shipyard steelmaker supermarket theater theatre trio trust utility
vendor winery yard

# Verbs for what is done to a firm or with one: 'acquired', before its name.
[deal-verb]
acquire acquired acquires acquiring buy buying buys co-founded cofounded founded nationalise nationalize
overtake own owned owning owns rejoin runs sued sues suing

# What one has in a firm or of a firm, before 'in' or 'of': 'investment'.
[holding]
acquisition arm branch division investment investor investors privatisation privatization share shareholder
shareholders shareholding shares stake stakes subsidiary takeover unit

# What firms do, before 'by' and the firm's name: 'manufactured'.
[made-by-firm]
acquired audited commissioned distributed employed insured manufactured marketed operated owned published
sponsored underwritten

# What is agreed with a firm, before 'with' and its name: 'merger'.
[joined-with-firm]
contract joint merge merged merger merging partnered partnering partnership venture

# People of an organisation, before 'of', 'at', 'from' or 'with' and its name: 'analyst'.
[staff-noun]
accountant adviser advisor analyst associate boss ceo chairman chairperson chairwoman chief cofounder director
directors economist economists employee employees engineer executive executives fellow founder founders lawyer
lecturer manager officer officials partner partners president professor researcher researchers scholar
scientist scientists spokesman spokesperson spokeswoman staffer strategist trader treasurer trustee
vice-president worker workers

# What only organisations have: 'shareholders'.
[owned-by-firm]
board bosses branch branches cofounder customers employees executives factory founder founders headquarters
management members merger parent plant profits revenue revenues sales shareholders shares spokesman
spokesperson spokeswoman staff stock store stores subsidiary takeover workers workforce

# What only organisations do: 'employs'.
[firm-verb]
employed employs exports generates imports insures makes manufactured manufactures markets merged operates
produces publishes sells ships sold specialises specializes sued sues supplies trades

# People and parts that only places have, before 'of': 'mayor', 'outskirts'.
[part-of-place]
archbishop bishop capital citizens city coast district east governor inhabitants island mayor mayors north
northeast northwest outskirts part parts people port province region residents skies south southeast southwest
streets suburb town townspeople village villages waters west

# What leads from one place to another, before 'to' and 'from': 'ferry'.
[way-between-places]
bridge bus ferry flight flights highway railway road roads train trains

# Things that are found in places, before 'in', 'near' and 'outside': 'hospital'.
[site-in-place]
building buildings homes hospital hospitals hotel house houses roads school schools streets villages

# What storms and armies do to a place: 'battered'.
[strike-verb]
battered bombed captured devastated entered flooded hit invaded left occupied reached recaptured seized
shelled shook stormed struck swept

# What strikes places: 'cyclone', 'troops'.
[striking-force]
aircraft army blizzard cyclone drones earthquake epidemic fighters fire flood floods forces hurricane
militants missile missiles quake rebels rockets soldiers storm storms tornado troops tsunami typhoon virus
waves wildfire

# What places own: 'harbour'.
[owned-by-place]
airport cathedral centre coast coastline harbor harbour inhabitants mayor outskirts population residents
streets suburbs waterfront

# Verbs in the plural, which one person or place does not do: 'are', 'face'.
[plural-verb]
are eye face go have hope host lead look meet need play remain sign sit stay take trail travel visit want were
win

# What teams do: 'batted', 'advanced'.
[playing-verb]
advanced attacked batted battled beat beats bounced bowled chased climbed clinched collapsed conceded cruised
crushed declare declared defeated defended dismissed dominated drew edged eliminated ended equalised equalized
extended faced finished had hammered hit hosted kicked lead leveled levelled lost made meet missed needed
opened outplayed play played plays posted qualified qualify rallied reached retained routed scored signed
slipped slumped started stunned substituted survived thrashed threatened took topped trail trailed trounced
win won

# Words before a team that is played against: 'beat', 'crushed'.
[beating-verb]
against beat beating beats crushed defeated defeating edge edged eliminated facing host hosts joined joins
outplayed over put puts rejoin routed sink sinks stun stunned thrashed trounced versus visit visits

# Who belongs to a team, and what it has: 'bowlers', 'defence'.
[squad-noun]
attack batsman batsmen bench bowler bowlers captain coach defence defender fans flanker forward forwards
fullback goalkeeper guard hooker innings keeper lock manager midfield midfielder opener pacer players prop
rookie scrum scrumhalf seamer side skipper squad striker team winger
