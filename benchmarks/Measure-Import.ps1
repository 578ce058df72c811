<#
.SYNOPSIS
    The time to import the module, compared with a binary module with one empty cmdlet: each in a new process, alternately.
.EXAMPLE
    ./benchmarks/Measure-Import.ps1 -Count 20
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 1000)] [int] $Count = 15,
    [string] $ModulePath = (Join-Path $PSScriptRoot '../out/WanVideo')
)

$ErrorActionPreference = 'Stop'
Import-Module $PSScriptRoot/../tests/Pester/TestTools.psm1 -Force
$empty = Join-Path ([IO.Path]::GetTempPath()) "Empty-$PID.dll"
Add-Type -OutputAssembly $empty -OutputType Library -TypeDefinition @'
[System.Management.Automation.Cmdlet("Get", "Nothing")]
public sealed class GetNothing : System.Management.Automation.PSCmdlet { }
'@

function Measure-Import([string] $Path) {
    # PowerShell is warmed up before the clock starts: Import-Module has run once.
    $script = "Import-Module Microsoft.PowerShell.Utility; `$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '$Path'; `$w.Elapsed.TotalMilliseconds"
    [double](Invoke-PowerShell -NoProfile -NonInteractive -Command $script)
}

try {
    $rows = foreach ($i in 0..$Count) {
        $row = [pscustomobject]@{ Empty = Measure-Import $empty; WanVideo = Measure-Import $ModulePath }
        if ($i -gt 0) { $row } # the first pair is a warm-up
    }
    $median = { param($values) @($values | Sort-Object)[[int][Math]::Floor($Count / 2)] }
    $difference = $rows | ForEach-Object { $_.WanVideo - $_.Empty }
    [pscustomobject]@{
        Imports      = $Count
        EmptyMs      = [Math]::Round((& $median $rows.Empty), 1)
        WanVideoMs   = [Math]::Round((& $median $rows.WanVideo), 1)
        DifferenceMs = [Math]::Round((& $median $difference), 1)
    }
} finally {
    Remove-Item $empty
}
