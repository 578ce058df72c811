<#
.SYNOPSIS
    Makes a video of each row of a CSV file, unattended. Started again, it goes on where it stopped, and creates nothing twice.
.DESCRIPTION
    A row needs a column Shot, which names its file and is the label of its task. A row whose file is there is done. A row that was sent before is
    waited for and not sent again, however long ago that was. What is left is sent.

    A create request without a response stays unresolved: it is reported in the log and not repeated, unless -RestartUnresolved is given.

    The exit code says how it went:
    0  Every row has its video.
    1  Some rows have none; the log says why. Starting it again may make them.
    2  Nothing was made: there is no key, the file cannot be read, or the job is running already.
.EXAMPLE
    pwsh -NoProfile -File nightly.ps1 -ShotPath shots.csv -FilmPath films
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ShotPath,

    # The folder for the videos, the log and the lock. Made if it is not there.
    [Parameter(Mandatory)] [string] $FilmPath,

    [string] $Provider = 'EvoLink',

    # Another address of the gateway; a rehearsal gives the mock server's.
    [uri] $BaseUri,

    # Tasks that have not ended by then are waited for the next time.
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

    # Two at a time would send the same rows. The lock ends with the process, however that ends.
    $lock = [IO.File]::Open((Join-Path $FilmPath nightly.lock), 'OpenOrCreate', 'ReadWrite', 'None')

    Import-Module $ModulePath
    $connection = if ($BaseUri) { @{ BaseUri = $BaseUri } } else { @{} }
    Connect-WanVideo $Provider @connection

    $rows = @(Import-Csv $ShotPath)
    $odd = @($rows.Shot | Where-Object { $_ -notmatch '^[\w -]+$' })
    if ($odd) { throw "These are no names for files: '$($odd -join "', '")'." }
    $open = @($rows | Where-Object { -not (Test-Path -LiteralPath (Join-Path $FilmPath "$($_.Shot).mp4")) })
    Add-LogLine INFO "$($rows.Count) rows, $($open.Count) without a video"

    # From here on a row's failure is its own. The errors are collected, not shown.
    $ErrorActionPreference = 'SilentlyContinue'

    # A request without a response is settled where the gateway's list names it. What remains is repeated on request only.
    $unresolved = @(Get-WanVideoTask -Status Unresolved | Where-Object Label -in $open.Shot)
    $unresolved | Resolve-WanVideoTask | ForEach-Object { Add-LogLine INFO "$($_.Label) is found as $($_.Id)" }
    if ($RestartUnresolved) {
        $unresolved = @(Get-WanVideoTask -Status Unresolved | Where-Object Label -in $open.Shot)
        $unresolved | Restart-WanVideoTask -Force | ForEach-Object { Add-LogLine INFO "$($_.Label) is sent again as $($_.Id)" }
    }

    foreach ($row in $open) { $row | Add-Member Label $row.Shot -Force }
    $tasks = @($open | New-WanVideoTask -ErrorVariable refused)
    foreach ($failure in $refused) { Add-LogLine ERROR "$($failure.TargetObject.Shot): $failure" }
    Add-LogLine INFO "$($tasks.Count) tasks"

    $tasks | Wait-WanVideoTask -TimeoutSec $TimeoutSec -ErrorVariable failed | ForEach-Object {
        $name = $_.Label
        $_ | Save-WanVideo -Path $FilmPath -Name $name -PassThru -ErrorVariable +failed | ForEach-Object { Add-LogLine INFO "$name is made" }
    }
    foreach ($failure in $failed) { Add-LogLine ERROR "$($failure.TargetObject.Label): $failure" }

    $left = @($open | Where-Object { -not (Test-Path -LiteralPath (Join-Path $FilmPath "$($_.Shot).mp4")) })
    Add-LogLine INFO "$($left.Count) rows have no video"
    exit [int]($left.Count -gt 0)
} catch {
    if ($lock) { Add-LogLine ERROR "$_" } else { "$_" }
    exit 2
} finally {
    if ($lock) { $lock.Dispose() }
}
