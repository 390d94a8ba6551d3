# Words that the tagger of names was trained with. A change here shifts its features, so that the tagger must be trained
# again; the build says so. See docs/lexicon.md.

# Words that carry grammar rather than meaning. Their capital at the start of a sentence says nothing.
[function-word]
a about above according after again against all also although always am among an and another any are as at
back be became because been before began behind being below between both but by came can could dear despite
did do does during each earlier either else even ever every everyone everything few finally first five
following for four from further had has have having he hello her here hers hi him himself his how however i if
in indeed inside instead into is it its itself just last late later least less let like many maybe me
meanwhile might more moreover most much must my myself near nearly neither never nevertheless next no none nor
not nothing now of off often oh ok okay on once one only onto or other others our ours out over own per
perhaps please rather really same several shall she should since so some someone something sometimes soon
still such than thanks that the their theirs them themselves then there therefore these they this those though
three through throughout thus to today together tomorrow tonight too toward towards two under unless unlike
until up upon us very was we well were what whatever when where whereas whether which while who whom whose why
will with within without would yes yesterday yet you your yours

# Words of trade and money.
[business-word]
acquired acquisition analysts asset assets bank bankruptcy banks bond bonds bourse brand broker brokerage
brokers business businesses buyout chairman client clients commodity companies company conglomerate consortium
contract contracts corporate creditors currency customers deal dealer dealers debt dividend dividends earnings
economists equity exchange executive executives factory firm firms fund funds futures giant group holding
holdings industry insurer insurers investment investor investors issuer lender lenders loan loans maker
manufacturer manufacturers market markets merger mortgage operator outlets owner percent plant plants price
prices product products profit profits quarter refinery retail retailer retailers revenue revenues sales
sector securities shareholder shareholders shares stake startup stock stocks stores subsidiary supplier
suppliers takeover telecoms trader traders trading turnover unit venture

# Words of sports reports, in which the name of a country or town is often that of its team.
[sport-word]
athlete athletes baseball basketball batsman batsmen batter batters batting bowled bowler bowlers bowling
championship championships club clubs coach coached cricket cup defender defenders equaliser equalizer final
finals fixture fixtures football footballer game games goal goalkeeper goals golf halftime hockey inning
innings keeper kickoff lap laps lbw league leagues match matches medal medalist medals midfield midfielder
offside olympic olympics overs penalty pitch pitcher play player players playing playoff playoffs points
quarterback quarterfinal quarterfinals race racing rebounds referee relegated relegation rookie rugby runs
scored scorer scoring seamer seamers season seasons seeded semifinal semifinals sets skipper soccer spinner
spinners sprint sprinter squad squads stadium standings striker stumps substitute substitutes tackle team
teammate teams tennis touchdown touchdowns tournament tournaments unbeaten victory wicket wicketkeeper wickets
winger wingers

# Nouns beside the name of an organisation: 'the firm Acme', 'Acme newspaper'.
[organization-noun]
agency airline airlines automaker bank banks brand broadcaster carmaker chain channel charity club coalition
companies company conglomerate consultancy contractor corporation daily distributor exporter firm firms
foundation giant group groups guerrillas house institute institution insurer insurgents label lender magazine
maker manufacturer militants militia movement network newspaper newspapers operator organisation organization
outlet paper parent party provider publication publisher rebels regulator retailer side squad startup studio
subsidiary supplier syndicate tabloid team thinktank union university watchdog weekly wing wire

# Nouns beside the name of a product or a work: 'the Acme app'.
[product-noun]
aircraft album albums app application apps browser car cars chip chips computer computers console device
devices drug drugs engine film franchise game games helicopter helicopters iphone jet jets laptop laptops
missile missiles movie novel phone phones plane planes platform processor processors rifle rifles rocket rover
satellite sedan series show smartphone smartphones software song spacecraft tablet tablets telescope vaccine
vaccines vehicle vehicles vodka website
