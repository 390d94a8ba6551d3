# Names of months and days. The first three letters tell which month or day it is.

# Names of months, in full and short: 'September', 'Sept.'.
[month]
Apr Apr. April Aug Aug. August Dec Dec. December Feb Feb. February Jan Jan. January Jul Jul. July Jun Jun.
June Mar Mar. March May Nov Nov. November Oct Oct. October Sep Sep. Sept Sept. September

# Names of days, in full and short: 'Monday', 'Mon.'.
[weekday]
Fri Fri. Friday Fridays Mon Mon. Monday Mondays Sat Sat. Saturday Saturdays Sun Sun. Sunday Sundays Thu Thu.
Thurs. Thursday Thursdays Tue Tue. Tues. Tuesday Tuesdays Wed Wed. Wednesday Wednesdays
