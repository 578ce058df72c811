<#
.SYNOPSIS
    Writes docs/models.md: what each model of each gateway takes, from the table that requests are checked against.
#>
[CmdletBinding()]
param(
    [string] $Path = (Join-Path $PSScriptRoot models.md),
    [string] $ModulePath = (Join-Path $PSScriptRoot ../out/WanVideo)
)

$ErrorActionPreference = 'Stop'
Import-Module $ModulePath

$lines = @(
    '# Models'
    ''
    'Written by `docs/Update-Models.ps1` from the catalog, which is also what `Get-WanVideoModel` lists, completion offers and requests are checked against.'
    'A default is sent whenever the parameter is not given. Of two models for the same inputs the first is taken where none is named.'
    foreach ($gateway in Get-WanVideoModel | Where-Object Provider -ne Sandbox | Group-Object Provider) {
        ''
        "## $($gateway.Name)"
        ''
        '| model | kind |'
        '| --- | --- |'
        $gateway.Group | ForEach-Object { "| ``$($_.Model)`` | $($_.Kind) |" }
        ''
        '| parameter | takes | default | models |'
        '| --- | --- | --- | --- |'
        $rows = foreach ($model in $gateway.Group) {
            foreach ($parameter in $model.Parameters) { [pscustomobject]@{ Model = $model.Model; Parameter = $parameter } }
        }
        foreach ($same in $rows | Group-Object { "$($_.Parameter.Name)|$($_.Parameter.Allowed)|$($_.Parameter.Default)|$($_.Parameter.IsRequired)" }) {
            $parameter = $same.Group[0].Parameter
            $models = if ($same.Count -eq $gateway.Count) { 'all' } else { ($same.Group.Model | ForEach-Object { "``$_``" }) -join ', ' }
            "| ``-$($parameter.Name)``$($parameter.IsRequired ? ' (required)' : '') | $($parameter.Allowed) | $($parameter.Default -is [bool] ? 'off' : $parameter.Default) | $models |"
        }
    }
)
Set-Content $Path $lines
