# winnow run by Windows Task Scheduler. Lines to copy into a PowerShell that was
# started as administrator, in the folder of this file; change the paths first.

# The account of the task may change the workspace, and run the program.
icacls "D:\winnow\returns" /grant "*S-1-5-20:(OI)(CI)M"

# Put it in place.
Register-ScheduledTask -TaskName 'winnow run' -Xml (Get-Content -Raw .\winnow-run.xml)
# The same with the older tool:
#   schtasks /Create /TN "winnow run" /XML winnow-run.xml

# To make it run as a group managed service account, which can be given rights
# on other machines:
#   $who = New-ScheduledTaskPrincipal -UserId 'COUNCIL\winnow$' -LogonType Password
#   Set-ScheduledTask -TaskName 'winnow run' -Principal $who

# Run it now; then see when it ran and what it returned (0 and 1: it did its job).
Start-ScheduledTask -TaskName 'winnow run'
Get-ScheduledTaskInfo -TaskName 'winnow run' | Format-List LastRunTime, LastTaskResult, NextRunTime

# Take it away.
#   Unregister-ScheduledTask -TaskName 'winnow run' -Confirm:$false
