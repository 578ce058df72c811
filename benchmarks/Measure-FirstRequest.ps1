<#
.SYNOPSIS
    The time of the first create request of a process, from the import to the response, compared with Invoke-RestMethod with the same body. Against
    the mock server on loopback, each in a new process, alternately.
.EXAMPLE
    dotnet build -c Release; ./benchmarks/Measure-FirstRequest.ps1 -Configuration Release
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 1000)] [int] $Count = 11,
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$env:WANVIDEO_TEST_CONFIGURATION = $Configuration
Import-Module $PSScriptRoot/../tests/Pester/TestTools.psm1 -Force

$server = Start-MockServer
$ledger = Join-Path ([IO.Path]::GetTempPath()) "wanvideo-ledger-$PID.db"
try {
    $methods = [ordered]@{
        'Invoke-RestMethod' = @'
            $body = @{ model = 'wan2.6-image-to-video-flash'; prompt = 'A cat'; image_urls = @('https://example.com/cat.png'); duration = 5; quality = '720p' } | ConvertTo-Json
            $null = Invoke-RestMethod "$($baseUri)v1/videos/generations" -Method Post -Body $body -ContentType application/json -Headers @{ Authorization = "Bearer $key" }
'@
        'New-WanVideoTask'  = @'
            Import-Module $modulePath
            Connect-WanVideo EvoLink -ApiKey $key -BaseUri $baseUri
            $null = New-WanVideoTask "A cat $PID" -Image https://example.com/cat.png
'@
    }
    $times = @{}
    foreach ($round in 0..$Count) {
        foreach ($method in $methods.Keys) {
            # PowerShell is warmed up before the clock starts.
            $script = "Import-Module Microsoft.PowerShell.Utility; `$modulePath = '$ModulePath'; `$baseUri = '$($server.BaseUri)'; `$key = '$CanaryKey'; `$env:WANVIDEO_LEDGER = '$ledger'; " +
                "`$w = [Diagnostics.Stopwatch]::StartNew(); $($methods[$method]); `$w.Elapsed.TotalMilliseconds"
            $milliseconds = [double](Invoke-PowerShell -NoProfile -NonInteractive -Command $script)
            if ($round -gt 0) { $times[$method] = @($times[$method]) + $milliseconds | Where-Object { $_ } } # the first pair is a warm-up
        }
    }
    foreach ($method in $methods.Keys) {
        $sorted = @($times[$method] | Sort-Object)
        [pscustomobject]@{ Method = $method; Processes = $Count; MedianMs = [Math]::Round($sorted[[int][Math]::Floor($Count / 2)]); MinMs = [Math]::Round($sorted[0]) }
    }
} finally {
    Stop-MockServer $server
    Remove-Item "$ledger*"
}
