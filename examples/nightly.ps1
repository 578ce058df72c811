<#
.SYNOPSIS
    Makes a video of each row of a CSV file, unattended. Started again, it goes on where it stopped, and makes nothing twice.
.DESCRIPTION
    A row needs a column Shot, which names its file. A row whose file is there is done. One that was sent within the last day is waited for, not
    sent again; the gateways keep no video for longer. What is left is sent.

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

    # A create request whose response the last run did not receive is looked for in the gateway's list. The errors name what a person can settle.
    Get-WanVideoTask -Status Unresolved -Since (Get-Date).AddDays(-1) | Resolve-WanVideoTask -ErrorVariable unresolved | ForEach-Object { Add-LogLine INFO "$($_.Id) is found again" }
    foreach ($failure in $unresolved) { Add-LogLine ERROR "$failure" }

    # A row's label is its shot: a request that was sent before is not sent again.
    $tasks = @($open | New-WanVideoTask -Label { $_.Shot } -ErrorVariable refused)
    $shot = @{}
    foreach ($task in $tasks) { $shot[$task.Id] = $task.Label }
    foreach ($failure in $refused) { Add-LogLine ERROR "$($failure.TargetObject.Shot): $failure" }
    Add-LogLine INFO "$($tasks.Count) tasks"

    $tasks | Wait-WanVideoTask -TimeoutSec $TimeoutSec -ErrorVariable failed | ForEach-Object {
        $name = $shot[$_.Id]
        $_ | Save-WanVideo -Path $FilmPath -Name $name -PassThru -ErrorVariable +failed | ForEach-Object { Add-LogLine INFO "$name is made" }
    }
    foreach ($failure in $failed) { Add-LogLine ERROR "$($failure.TargetObject | ForEach-Object { $shot[$_.Id] }): $failure" }

    $left = @($open | Where-Object { -not (Test-Path -LiteralPath (Join-Path $FilmPath "$($_.Shot).mp4")) })
    Add-LogLine INFO "$($left.Count) rows have no video"
    exit [int]($left.Count -gt 0)
} catch {
    if ($lock) { Add-LogLine ERROR "$_" } else { "$_" }
    exit 2
} finally {
    if ($lock) { $lock.Dispose() }
}
