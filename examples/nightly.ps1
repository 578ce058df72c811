<#
.SYNOPSIS
    Makes a video of each row of a CSV file, unattended. Started again, it goes on where it stopped, and creates nothing twice.
.DESCRIPTION
    A row needs a column Shot, which names its file and is the label of its task. A row whose file is there is done. A row that was sent before is
    waited for and not sent again, however long ago that was. What is left is sent.

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
    $invalidNames = @($rows.Shot | Where-Object { $_ -notmatch '^[\w -]+$' })
    if ($invalidNames) { throw "The column Shot contains invalid file names: '$($invalidNames -join "', '")'." }
    $pending = @($rows | Where-Object { -not (Test-Path -LiteralPath (Join-Path $FilmPath "$($_.Shot).mp4")) })
    Add-LogLine INFO "$($rows.Count) rows, $($pending.Count) without a video"

    # From here on, errors affect single rows. They are collected and logged.
    $ErrorActionPreference = 'SilentlyContinue'

    # A request without a response is settled where the gateway's list names it. What remains is repeated on request only.
    $unresolved = @(Get-WanVideoTask -Status Unresolved | Where-Object Label -in $pending.Shot)
    $unresolved | Resolve-WanVideoTask | ForEach-Object { Add-LogLine INFO "$($_.Label) is found as $($_.Id)" }
    if ($RestartUnresolved) {
        $unresolved = @(Get-WanVideoTask -Status Unresolved | Where-Object Label -in $pending.Shot)
        $unresolved | Restart-WanVideoTask -Force | ForEach-Object { Add-LogLine INFO "$($_.Label) is sent again as $($_.Id)" }
    }

    foreach ($row in $pending) { $row | Add-Member Label $row.Shot -Force }
    $tasks = @($pending | New-WanVideoTask -ErrorVariable refused)
    foreach ($failure in $refused) { Add-LogLine ERROR "$($failure.TargetObject.Shot): $failure" }
    Add-LogLine INFO "$($tasks.Count) tasks"

    $tasks | Wait-WanVideoTask -TimeoutSec $TimeoutSec -ErrorVariable failed | ForEach-Object {
        $name = $_.Label
        $_ | Save-WanVideo -Path $FilmPath -Name $name -PassThru -ErrorVariable +failed | ForEach-Object { Add-LogLine INFO "$name is saved" }
    }
    foreach ($failure in $failed) { Add-LogLine ERROR "$($failure.TargetObject.Label): $failure" }

    $missing = @($pending | Where-Object { -not (Test-Path -LiteralPath (Join-Path $FilmPath "$($_.Shot).mp4")) })
    Add-LogLine INFO "$($missing.Count) rows have no video"
    exit [int]($missing.Count -gt 0)
} catch {
    if ($lock) { Add-LogLine ERROR "$_" } else { "$_" }
    exit 2
} finally {
    if ($lock) { $lock.Dispose() }
}
