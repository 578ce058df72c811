<#
.SYNOPSIS
    Makes a video of each row of a CSV file, unattended. Started again, it goes on where it stopped, and creates nothing twice.
.DESCRIPTION
    Each row needs a column Label, which identifies its task and names its file. Each run processes all rows: a row that was sent before returns its
    task and is not sent again, however long ago that was. A video that is saved is not downloaded again.

    A create request without a response stays unresolved: it is reported in the log and not repeated, unless -RestartUnresolved is given.

    Exit codes:
    0  Every row has a video.
    1  Some rows have no video. The log contains the errors. Another run can succeed.
    2  No row was processed: there is no key, the file cannot be read, or the job is already running.
.EXAMPLE
    pwsh -NoProfile -File nightly.ps1 -ShotPath shots.csv -FilmPath films
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ShotPath,

    # The folder for the videos, the log and the lock. It is created if it does not exist.
    [Parameter(Mandatory)] [string] $FilmPath,

    [string] $Provider = 'EvoLink',

    # The base URL of the gateway, if it is not the default one, such as that of the mock server.
    [uri] $BaseUri,

    # The maximum time to wait. The next run waits for the remaining tasks.
    [int] $TimeoutSec = 4 * 60 * 60,

    # Sends unresolved requests of these rows again. The gateway may have accepted the first, so both can be billed. The ledger records this decision.
    [switch] $RestartUnresolved,

    [string] $ModulePath = (Join-Path $PSScriptRoot ../out/WanVideo)
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Add-LogLine([string] $Level, [string] $Text) {
    $line = '{0:yyyy-MM-dd HH:mm:ss} {1,-5} {2}' -f [datetime]::Now, $Level, $Text
    Add-Content (Join-Path $FilmPath nightly.log) $line
    $line
}

try {
    $FilmPath = (New-Item $FilmPath -ItemType Directory -Force).FullName

    # Two concurrent runs would send the same rows. The system releases the lock when the process exits.
    $lock = [IO.File]::Open((Join-Path $FilmPath nightly.lock), 'OpenOrCreate', 'ReadWrite', 'None')

    Import-Module $ModulePath
    $connection = if ($BaseUri) { @{ BaseUri = $BaseUri } } else { @{} }
    Connect-WanVideo $Provider @connection

    $rows = @(Import-Csv $ShotPath)
    if ($rows | Where-Object { -not $_.Label }) { throw 'A row has no Label. It would be sent in each run.' }
    Add-LogLine INFO "$($rows.Count) rows"

    # From here on, errors affect single rows. They are collected and logged.
    $ErrorActionPreference = 'SilentlyContinue'

    # A request without a response is settled if the gateway's list contains its request id. The others are sent again on request only.
    function Get-Unresolved { Get-WanVideoTask -Status Unresolved | Where-Object Label -In $rows.Label }
    Get-Unresolved | Resolve-WanVideoTask | ForEach-Object { Add-LogLine INFO "$($_.Label) is found as $($_.Id)" }
    if ($RestartUnresolved) { Get-Unresolved | Restart-WanVideoTask -Force | ForEach-Object { Add-LogLine INFO "$($_.Label) is sent again as $($_.Id)" } }

    $rows | New-WanVideoTask -ErrorVariable failed |
        Wait-WanVideoTask -TimeoutSec $TimeoutSec -ErrorVariable +failed |
        Save-WanVideo -Path $FilmPath -PassThru -OutVariable saved -ErrorVariable +failed |
        ForEach-Object { Add-LogLine INFO "$($_.Label) is saved" }
    foreach ($failure in $failed) { Add-LogLine ERROR "$failure" }
    Add-LogLine INFO "$($saved.Count) of $($rows.Count) rows have a video"
    exit [int]($saved.Count -lt $rows.Count)
} catch {
    if ($lock) { Add-LogLine ERROR "$_" } else { "$_" }
    exit 2
} finally {
    if ($lock) { $lock.Dispose() }
}
