<#
.SYNOPSIS
    The number of status requests for many AceData tasks: Wait-WanVideoTask, with batches of 50, compared with a loop that polls one task at a time
    with the same mean delay. Both are counted by the mock server, in one run.
.EXAMPLE
    dotnet build; ./benchmarks/Measure-BatchWaiting.ps1
#>
[CmdletBinding()]
param(
    [int] $Count = 1000,
    [int] $MinSeconds = 30,
    [int] $MaxSeconds = 90
)

$ErrorActionPreference = 'Stop'
Import-Module $PSScriptRoot/../tests/Pester/TestTools.psm1 -Force
Import-Module $ModulePath

function Measure-Delay($Delays) { ($Delays | Measure-Object -Average).Average }

# Sequential, on one connection, as in a script. The cost of the loop is its number of requests, not its time.
function Wait-Individually($Server, $Tasks, [double] $IntervalSec) {
    $open = [Collections.Generic.List[object]]::new(@($Tasks))
    $clock = [Diagnostics.Stopwatch]::StartNew()
    for ($round = 1; $open.Count; $round++) {
        $running = [Collections.Generic.List[object]]::new()
        foreach ($task in $open) {
            $body = @{ id = $task.Id; action = 'retrieve' } | ConvertTo-Json -Compress
            $response = Invoke-RestMethod "$($Server.BaseUri)wan/tasks" -Method Post -Body $body -ContentType application/json -Headers @{ Authorization = "Bearer $CanaryKey" }
            if ($response.finished_at) { ([DateTimeOffset]::UtcNow - [DateTimeOffset]::FromUnixTimeMilliseconds([long]($response.finished_at * 1000))).TotalSeconds } else { $running.Add($task) }
        }
        $open = $running
        $delaySec = $round * $IntervalSec - $clock.Elapsed.TotalSeconds
        if ($open.Count -and $delaySec -gt 0) { Start-Sleep -Seconds $delaySec }
    }
}

$server = Start-MockServer
try {
    Connect-Mock $server -Provider AceData
    # Run times are evenly distributed, so that no method is favored.
    $rows = 0..($Count - 1) | ForEach-Object { [pscustomobject]@{ Prompt = "Shot #takes:$($MinSeconds + ($MaxSeconds - $MinSeconds) * $_ / $Count)" } }

    $tasks = @($rows | New-WanVideoTask -ThrottleLimit 16 -AllowDuplicate)
    Reset-MockServer $server
    $delays = $tasks | Wait-WanVideoTask | ForEach-Object { ([DateTimeOffset]::UtcNow - $_.FinishedAt).TotalSeconds }
    $batchRequests = @(Get-MockRequest $server '/wan/tasks').Count
    $delay = Measure-Delay $delays

    # A loop with an interval of twice the delay has the same mean delay.
    $tasks = @($rows | New-WanVideoTask -ThrottleLimit 16 -AllowDuplicate)
    Reset-MockServer $server
    $individualDelays = Wait-Individually -Server $server -Tasks $tasks -IntervalSec (2 * $delay)
    $individualRequests = @(Get-MockRequest $server '/wan/tasks').Count

    [pscustomobject]@{ Method = 'Wait-WanVideoTask'; Tasks = @($delays).Count; StatusRequests = $batchRequests; MeanDelaySec = [Math]::Round($delay, 1); Ratio = 1 }
    [pscustomobject]@{ Method = 'individually'; Tasks = @($individualDelays).Count; StatusRequests = $individualRequests; MeanDelaySec = [Math]::Round((Measure-Delay $individualDelays), 1); Ratio = [Math]::Round($individualRequests / $batchRequests, 1) }
} finally {
    Disconnect-WanVideo
    Stop-MockServer $server
    Remove-Item "$env:WANVIDEO_LEDGER*" -ErrorAction Ignore
}
