# winnow watch as a Windows service. Lines to copy into a PowerShell that was
# started as administrator; change the paths first. Not together with the task.

# Install. The inner quotes belong to the line: the paths have spaces.
New-Service -Name winnow -DisplayName 'winnow watch' -StartupType Automatic `
  -Description 'Takes in the returns that services drop into the inbox.' `
  -BinaryPathName '"C:\Program Files\winnow\winnow.exe" watch -w "D:\winnow\returns"'

# It runs as NT SERVICE\winnow, an account that has no password and no rights but
# those given here. On other machines it is this computer's own account.
sc.exe config winnow obj= "NT SERVICE\winnow"
icacls "D:\winnow\returns" /grant "NT SERVICE\winnow:(OI)(CI)M"

# Started some minutes after Windows, and again one minute after it fell over.
sc.exe config winnow start= delayed-auto
sc.exe failure winnow reset= 86400 actions= restart/60000/restart/60000/restart/60000
sc.exe failureflag winnow 1

# Start, look, stop. Stopping ends it between two files.
Start-Service winnow
Get-Service winnow
#   Stop-Service winnow

# Remove.
#   Stop-Service winnow
#   sc.exe delete winnow
