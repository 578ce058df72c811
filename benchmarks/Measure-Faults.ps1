<#
.SYNOPSIS
    Many tasks of four gateways through Wait-WanVideoTask and Save-WanVideo in one pipeline, while one in twenty responses is a fault: an error
    status, an interrupted connection, invalid JSON or no video. Counts missing and incomplete files, and handles left open.
.EXAMPLE
    dotnet build -c Release; ./benchmarks/Measure-Faults.ps1 -Configuration Release
#>
[CmdletBinding()]
param(
    [int] $Count = 10000,
    [string] $Folder = (Join-Path ([IO.Path]::GetTempPath()) "wanvideo-faults-$PID"),
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$env:WANVIDEO_TEST_CONFIGURATION = $Configuration
Import-Module $PSScriptRoot/../tests/Pester/TestTools.psm1 -Force
Import-Module $ModulePath

# Files and sockets, on Linux.
function Get-OpenHandle { @(Get-ChildItem /proc/$PID/fd | ForEach-Object Target | Where-Object { $_ }) }

# Each affects about one in a hundred responses, except those to create requests. A response with one fault is not counted by the others.
$actions = @(
    @{ kind = 'status'; status = 502; body = '<html>' }
    @{ kind = 'status'; status = 429; headers = @{ 'Retry-After' = '1' }; body = '{}' }
    @{ kind = 'drop'; when = 'before' }
    @{ kind = 'truncate'; bytes = 60 }
    @{ kind = 'delay'; milliseconds = 500 }
)
$faults = 0..($actions.Count - 1) | ForEach-Object { @{ path = '^(?!/_mock)(?!.*(generations|synthesis))'; every = 78; skip = 15 * $_; action = $actions[$_] } }

$server = Start-MockServer -TaskDuration '00:00:30'
try {
    $providers = 'EvoLink', 'AceData', 'ModelStream', 'DashScope'
    Connect-Mock $server -Provider $providers
    $tasks = @(
        1..$Count |
            ForEach-Object { [pscustomobject]@{ Prompt = "Shot $_"; Image = 'https://example.com/cat.png'; Duration = 5; Resolution = '720p'; Provider = $providers[$_ % $providers.Count] } } |
            New-WanVideoTask -ThrottleLimit 16
    )
    Reset-MockServer $server
    Add-MockFault $server $faults

    [GC]::Collect()
    $before = Get-OpenHandle
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $files = @($tasks | Wait-WanVideoTask -ErrorVariable failures -ErrorAction SilentlyContinue | Save-WanVideo -LiteralPath $Folder -ThrottleLimit 16 -PassThru -ErrorVariable +failures -ErrorAction SilentlyContinue)
    $clock.Stop()
    $requests = @(Get-MockRequest $server)
    Disconnect-WanVideo

    # The connection pool closes connections that were idle for a minute, at intervals.
    $idle = [Diagnostics.Stopwatch]::StartNew()
    do {
        Start-Sleep -Seconds 5
        [GC]::Collect()
        $left = Get-OpenHandle
    } until (@($left -match 'socket').Count -le @($before -match 'socket').Count -or $idle.Elapsed.TotalMinutes -gt 4)

    # The expected content: downloaded again with curl, without faults.
    Reset-MockServer $server
    $expected = Join-Path $Folder expected
    New-Item $expected -ItemType Directory | Out-Null
    $mismatched = 0
    Connect-Mock $server -Provider $providers
    $tasks | Wait-WanVideoTask | ForEach-Object { "url = `"$($_.VideoUrl)`""; "output = `"$expected/$($_.Id).mp4`"" } | Set-Content "$Folder.curl"
    curl --silent --no-progress-meter --fail --parallel --parallel-max 16 --config "$Folder.curl"
    if ($LASTEXITCODE) { throw "curl: $LASTEXITCODE" }
    foreach ($file in $files) {
        if ((Get-FileHash $file).Hash -ne (Get-FileHash (Join-Path $expected $file.Name)).Hash) { $mismatched++ }
    }

    [pscustomobject]@{
        Tasks       = $tasks.Count
        Seconds     = [Math]::Round($clock.Elapsed.TotalSeconds)
        Responses   = $requests.Count
        Faults      = @($requests | Where-Object fault).Count
        Files       = $files.Count
        Errors      = $failures.Count
        Mismatched  = $mismatched
        PartsLeft   = @(Get-ChildItem $Folder -Filter *.part* -Force).Count
        HandlesLeft = $left.Count - $before.Count
        SocketsLeft = @($left -match 'socket').Count - @($before -match 'socket').Count
    }
    $failures | Select-Object -First 5 | ForEach-Object { Write-Warning "$_" }
} finally {
    Disconnect-WanVideo
    Stop-MockServer $server
    Remove-Item "$Folder*" -Recurse -Force -ErrorAction Ignore
    Remove-Item "$env:WANVIDEO_LEDGER*" -ErrorAction Ignore
}
