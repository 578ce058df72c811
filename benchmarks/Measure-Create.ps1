<#
.SYNOPSIS
    The time to create tasks from rows: New-WanVideoTask compared with a loop of Invoke-RestMethod and with ForEach-Object -Parallel, against the
    mock server, alternately, in one run, with different rows in each round. The mock server delays its responses like a real gateway; MinSec is the
    time that results from these delays and the number of concurrent requests.
.EXAMPLE
    dotnet build -c Release; ./benchmarks/Measure-Create.ps1 -Configuration Release
#>
[CmdletBinding()]
param(
    [int] $Rows = 500,
    [int] $ThrottleLimit = 16,
    [int[]] $LatencyMs = (10, 20, 50),
    [int] $Rounds = 3,
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$env:WANVIDEO_TEST_CONFIGURATION = $Configuration
Import-Module $PSScriptRoot/../tests/Pester/TestTools.psm1 -Force
Import-Module $ModulePath

function Get-Row([string] $Name) { 1..$Rows | ForEach-Object { [pscustomobject]@{ Prompt = "$Name, shot $_"; Image = 'https://example.com/cat.png'; Duration = 5 } } }

$server = Start-MockServer
try {
    Connect-Mock $server
    $uri = "$($server.BaseUri)v1/videos/generations"
    $headers = @{ Authorization = "Bearer $CanaryKey" }
    $methods = [ordered]@{
        'New-WanVideoTask' = { param($rows) ($rows | New-WanVideoTask -ThrottleLimit $ThrottleLimit).Count }
        'loop of Invoke-RestMethod' = {
            param($rows)
            @(foreach ($row in $rows) {
                $body = @{ model = 'wan2.6-image-to-video-flash'; prompt = $row.Prompt; image_urls = @($row.Image); duration = $row.Duration; quality = '720p' } | ConvertTo-Json
                Invoke-RestMethod $uri -Method Post -Body $body -ContentType application/json -Headers $headers
            }).Count
        }
        '-Parallel with Invoke-RestMethod' = {
            param($rows)
            @($rows | ForEach-Object -ThrottleLimit $ThrottleLimit -Parallel {
                $body = @{ model = 'wan2.6-image-to-video-flash'; prompt = $_.Prompt; image_urls = @($_.Image); duration = $_.Duration; quality = '720p' } | ConvertTo-Json
                Invoke-RestMethod $using:uri -Method Post -Body $body -ContentType application/json -Headers $using:headers
            }).Count
        }
    }

    foreach ($latency in $LatencyMs) {
        Reset-MockServer $server
        Add-MockFault $server @{ path = 'generations'; action = @{ kind = 'delay'; when = 'after'; milliseconds = $latency } }
        $times = @{}
        foreach ($round in 0..$Rounds) {
            foreach ($method in $methods.Keys) {
                $roundRows = @(Get-Row "$method, $latency ms, round $round")
                $clock = [Diagnostics.Stopwatch]::StartNew()
                $created = & $methods[$method] $roundRows
                if ($created -ne $Rows) { throw "$method created $created of $Rows tasks." }
                if ($round -gt 0) { $times[$method] = @($times[$method]) + $clock.Elapsed.TotalSeconds } # the first round is a warm-up
            }
        }

        $best = ($times['New-WanVideoTask'] | Where-Object { $_ } | Sort-Object)[[int][Math]::Floor($Rounds / 2)]
        foreach ($method in $methods.Keys) {
            $median = ($times[$method] | Where-Object { $_ } | Sort-Object)[[int][Math]::Floor($Rounds / 2)]
            $concurrency = if ($method -like 'loop*') { 1 } else { $ThrottleLimit }
            [pscustomobject]@{
                LatencyMs   = $latency
                Method      = $method
                MinSec      = [Math]::Round([Math]::Ceiling($Rows / $concurrency) * $latency / 1000, 2)
                MedianSec   = [Math]::Round($median, 2)
                TasksPerSec = [Math]::Round($Rows / $median)
                Ratio       = [Math]::Round($median / $best, 2)
            }
        }
    }
} finally {
    Disconnect-WanVideo
    Stop-MockServer $server
    Remove-Item "$env:WANVIDEO_LEDGER*" -ErrorAction Ignore
}
