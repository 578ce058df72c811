<#
.SYNOPSIS
    The memory and processor time of Wait-WanVideoTask with many running tasks: memory above the idle process, and the share of a core. For a gateway
    without batch requests (ModelStream) and one with them (EvoLink), on loopback.
.EXAMPLE
    dotnet build -c Release; ./benchmarks/Measure-WaitLoad.ps1 -Configuration Release
#>
[CmdletBinding()]
param(
    [int] $Count = 10000,
    [int] $Seconds = 60,
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$env:WANVIDEO_TEST_CONFIGURATION = $Configuration
Import-Module $PSScriptRoot/../tests/Pester/TestTools.psm1 -Force
Import-Module $ModulePath

$server = Start-MockServer -TaskDuration '01:00:00'
$list = [IO.Path]::GetTempFileName()
try {
    foreach ($provider in 'ModelStream', 'EvoLink') {
        Connect-Mock $server -Provider $provider
        1..$Count | ForEach-Object { [pscustomobject]@{ Prompt = "Shot $_"; Image = 'https://example.com/cat.png' } } |
            New-WanVideoTask -ThrottleLimit 16 | ForEach-Object Id | Set-Content $list
        Reset-MockServer $server

        # The process measures itself: its working set after connecting, its peak working set while waiting, and its processor time.
        $script = @"
`$ErrorActionPreference = 'Stop'; `$ProgressPreference = 'SilentlyContinue'; `$env:WANVIDEO_LEDGER = '$env:WANVIDEO_LEDGER'
Import-Module '$ModulePath'
Connect-WanVideo $provider -ApiKey $CanaryKey -BaseUri $($server.BaseUri)
`$process = Get-Process -Id `$PID
'unknown' | Wait-WanVideoTask -TimeoutSec 1 -ErrorAction Ignore
[GC]::Collect(); `$process.Refresh()
`$idle = `$process.WorkingSet64; `$before = `$process.TotalProcessorTime
`$clock = [Diagnostics.Stopwatch]::StartNew()
Get-Content '$list' | Wait-WanVideoTask -TimeoutSec $Seconds -ErrorAction Ignore
`$elapsed = `$clock.Elapsed; `$process.Refresh()
@{ Memory = `$process.PeakWorkingSet64 - `$idle; Cores = (`$process.TotalProcessorTime - `$before) / `$elapsed } | ConvertTo-Json
"@
        $result = Invoke-PowerShell -NoProfile -NonInteractive -Command $script | Out-String | ConvertFrom-Json
        [pscustomobject]@{
            Gateway            = $provider
            Tasks              = @(Get-Content $list).Count
            RequestsPerSec     = [Math]::Round(@(Get-MockRequest $server).Count / $Seconds, 1)
            MemoryAboveIdleMiB = [Math]::Round($result.Memory / 1MB, 1)
            Cores              = [Math]::Round($result.Cores, 3)
        }
        Disconnect-WanVideo
    }
} finally {
    Stop-MockServer $server
    Remove-Item $list, "$env:WANVIDEO_LEDGER*" -ErrorAction Ignore
}
