# Nouns for the sources of statements, in lower case.

# Nouns for something that speaks for its author, or for somebody who is quoted: 'filing', 'memo', 'police'.
[source-noun]
affidavit agency agreement analysis announcement article assessment author authors bill book brief bulletin
complaint contract court data decision declaration department document documents editorial email estimate
estimates filing filings findings forecast guidance indictment judgement judgment lawsuit lawyer lawyers
letter manifesto memo memorandum message ministry motion newspaper note notice official officials opinion
order paper petition police poll polls post record records release report reports researchers resolution
review ruling spokesman spokesperson spokeswoman statement studies study submission suit survey surveys
testimony transcript tweet verdict website

# Nouns for a standard rather than a source behind 'according to': 'according to plan'.
[measure-noun]
age criteria height instructions need needs plan plans principles procedure rank schedule season size taste
theory type weight

# Nouns for an organisation without its name, for which 'it' may stand: 'agency'.
[body-noun]
agency airline alliance army association authority bank board broadcaster bureau business campaign carmaker
charity club commission committee company corporation council country court department embassy firm foundation
fund government group hospital institute institution maker military ministry movement network newspaper office
organisation organization outlet panel party regulator retailer school service team union university utility
watchdog website

# Nouns that may stand for any company, whatever its name: 'the firm'.
[plain-body-noun]
business carmaker company corporation firm maker retailer

# Words for speakers without a name, who cannot be asked: 'officials'.
[unnamed-source]
analysts critics diplomats experts insiders observers official officials people person residents scientists
source sources supporters witness witnesses
