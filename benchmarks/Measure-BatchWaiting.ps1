<#
.SYNOPSIS
    What waiting for many AceData tasks costs in status requests: Wait-WanVideoTask, which asks for 50 at a time, against a loop that asks for
    one at a time and sees the end of a task no later on average. Both are counted by the mock server, in one run.
.EXAMPLE
    dotnet build; ./benchmarks/Measure-BatchWaiting.ps1
#>
[CmdletBinding()]
param(
    [int] $Count = 1000,
    [int] $LeastSeconds = 30,
    [int] $MostSeconds = 90
)

$ErrorActionPreference = 'Stop'
Import-Module $PSScriptRoot/../tests/Pester/TestTools.psm1 -Force
Import-Module $ModulePath

function Measure-Delay($Delays) { ($Delays | Measure-Object -Average).Average }

# Sequentially, on one connection, as a script would; what the loop costs is counted in requests, not in time.
function Wait-OneByOne($Server, $Tasks, [double] $IntervalSec) {
    $open = [Collections.Generic.List[object]]::new(@($Tasks))
    $clock = [Diagnostics.Stopwatch]::StartNew()
    for ($round = 1; $open.Count; $round++) {
        $still = [Collections.Generic.List[object]]::new()
        foreach ($task in $open) {
            $body = @{ id = $task.Id; action = 'retrieve' } | ConvertTo-Json -Compress
            $answer = Invoke-RestMethod "$($Server.BaseUri)wan/tasks" -Method Post -Body $body -ContentType application/json -Headers @{ Authorization = "Bearer $CanaryKey" }
            if ($answer.finished_at) { ([DateTimeOffset]::UtcNow - [DateTimeOffset]::FromUnixTimeMilliseconds([long]($answer.finished_at * 1000))).TotalSeconds } else { $still.Add($task) }
        }
        $open = $still
        $pause = $round * $IntervalSec - $clock.Elapsed.TotalSeconds
        if ($open.Count -and $pause -gt 0) { Start-Sleep -Seconds $pause }
    }
}

$server = Start-MockServer
try {
    Connect-Mock $server -Provider AceData
    # Their ends lie evenly over the span, so that neither way meets them at a moment of its choice.
    $rows = 0..($Count - 1) | ForEach-Object { [pscustomobject]@{ Prompt = "Shot #takes:$($LeastSeconds + ($MostSeconds - $LeastSeconds) * $_ / $Count)" } }

    $tasks = @($rows | New-WanVideoTask -ThrottleLimit 16 -AllowDuplicate)
    Reset-MockServer $server
    $delays = $tasks | Wait-WanVideoTask | ForEach-Object { ([DateTimeOffset]::UtcNow - $_.FinishedAt).TotalSeconds }
    $together = @(Get-MockRequest $server '/wan/tasks').Count
    $delay = Measure-Delay $delays

    # A loop with a step of twice that delay has, on average, that delay.
    $tasks = @($rows | New-WanVideoTask -ThrottleLimit 16 -AllowDuplicate)
    Reset-MockServer $server
    $delaysAlone = Wait-OneByOne -Server $server -Tasks $tasks -IntervalSec (2 * $delay)
    $alone = @(Get-MockRequest $server '/wan/tasks').Count

    [pscustomobject]@{ Way = 'Wait-WanVideoTask'; Tasks = @($delays).Count; StatusRequests = $together; MeanDelaySec = [Math]::Round($delay, 1); Ratio = 1 }
    [pscustomobject]@{ Way = 'one by one'; Tasks = @($delaysAlone).Count; StatusRequests = $alone; MeanDelaySec = [Math]::Round((Measure-Delay $delaysAlone), 1); Ratio = [Math]::Round($alone / $together, 1) }
} finally {
    Disconnect-WanVideo
    Stop-MockServer $server
    Remove-Item $env:WANVIDEO_JOURNAL -ErrorAction Ignore
}
