<#
.SYNOPSIS
    Generates docs/en-US/WanVideo.PowerShell.dll-Help.xml, which Get-Help reads, from the Markdown files beside it.
.DESCRIPTION
    PlatyPS converts the Markdown. This script then converts the remaining Markdown syntax (links, code blocks, line breaks) to plain text and corrects
    misplaced elements.
#>
[CmdletBinding()]
param(
    [string] $Path = (Join-Path $PSScriptRoot en-US/WanVideo.PowerShell.dll-Help.xml)
)

$ErrorActionPreference = 'Stop'
Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0
$site = 'https://github.com/wanvideo/WanVideo/blob/main'
$namespaces = @{
    maml    = 'http://schemas.microsoft.com/maml/2004/10'
    command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
    dev     = 'http://schemas.microsoft.com/maml/dev/2004/10'
}

# Converts Markdown to paragraphs of plain text. List items remain separate lines. Output, a code block of the language text, is not changed.
function ConvertTo-Paragraph([string] $Markdown) {
    foreach ($block in $Markdown.Trim() -split '(?ms)(^```text\r?$.*?^```\r?$)|(?:\r?\n){2,}') {
        if ($block -match '(?s)^```text\r?\n(?<output>.*?)\r?\n```') { $Matches.output.Replace("`r", ''); continue }
        $text = $block -replace '\[([^\]]+)\]\([^)]+\)', '$1' -replace '`' -replace '\\(?=[\[\]<>*_{}])'
        $text -replace '\r?\n(?!- )\s*', ' ' -replace '\r?\n', "`n"
    }
}

function Write-Paragraph([Xml.XmlElement] $Element, [string] $Markdown) {
    $Element.RemoveAll()
    foreach ($paragraph in ConvertTo-Paragraph $Markdown | Where-Object { $_ }) {
        $Element.AppendChild($Element.OwnerDocument.CreateElement('maml', 'para', $namespaces.maml)).InnerText = $paragraph
    }
}

function Select-Node([Xml.XmlNode] $Node, [string] $XPath) {
    Select-Xml -Xml $Node -XPath $XPath -Namespace $namespaces | ForEach-Object Node
}

$commands = Get-ChildItem (Join-Path $PSScriptRoot en-US) -Filter *-*.md | Sort-Object Name | ForEach-Object { Import-MarkdownCommandHelp $_.FullName }
$folder = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())
try {
    $written = Export-MamlCommandHelp -CommandHelp $commands -OutputFolder $folder
    $maml = [xml](Get-Content $written -Raw)
} finally {
    Remove-Item $folder -Recurse -ErrorAction Ignore
}

foreach ($command in $commands) {
    $node = Select-Node $maml "//command:command[command:details/command:name='$($command.Title)']"
    Write-Paragraph (Select-Node $node maml:description) $command.Description
    foreach ($description in Select-Node $node 'command:details/maml:description | command:parameters/command:parameter/maml:description | maml:alertSet/maml:alert') {
        Write-Paragraph $description (($description.ChildNodes | ForEach-Object InnerText) -join "`n`n")
    }

    # Shortens type names as in the syntax, and adds the defaults, which PlatyPS omits.
    foreach ($parameter in Select-Node $node command:parameters/command:parameter) {
        foreach ($type in Select-Node $parameter command:parameterValue) { $type.InnerText = $type.InnerText -replace '^.*\.' }
        $name = (Select-Node $parameter maml:name).InnerText
        $default = ($command.Parameters | Where-Object Name -EQ $name).DefaultValue
        if ($default) { $parameter.AppendChild($maml.CreateElement('dev', 'defaultValue', $namespaces.dev)).InnerText = $default }
    }

    # PlatyPS writes the description of the command here.
    foreach ($kind in @{ Path = 'command:inputTypes/command:inputType'; Items = $command.Inputs }, @{ Path = 'command:returnValues/command:returnValue'; Items = $command.Outputs }) {
        $types = @(Select-Node $node $kind.Path)
        for ($i = 0; $i -lt $types.Count; $i++) { Write-Paragraph (Select-Node $types[$i] maml:description) $kind.Items[$i].Description }
    }

    # Separates the code block of an example from its remarks.
    $examples = @(Select-Node $node command:examples/command:example)
    for ($i = 0; $i -lt $examples.Count; $i++) {
        $parts = [regex]::Match($command.Examples[$i].Remarks, '(?s)^\s*```powershell\r?\n(?<code>.*?)\r?\n```\s*(?<remarks>.*)$')
        if (-not $parts.Success) { throw "$($command.Title), '$($command.Examples[$i].Title)': an example must start with a PowerShell code block." }
        (Select-Node $examples[$i] maml:introduction).RemoveAll()
        (Select-Node $examples[$i] dev:code).InnerText = $parts.Groups['code'].Value.Replace("`r", '')
        $remarks = Select-Node $examples[$i] dev:remarks
        Write-Paragraph $remarks $parts.Groups['remarks'].Value

        # An empty paragraph separates the examples.
        $null = $remarks.AppendChild($maml.CreateElement('maml', 'para', $namespaces.maml))
        $title = Select-Node $examples[$i] maml:title
        $title.InnerText = $title.InnerText -replace '-{4,}', '---'
    }

    # Relative links to documents become URLs. Links to help topics keep only their name.
    foreach ($link in Select-Node $node command:relatedLinks/maml:navigationLink) {
        $uri = Select-Node $link maml:uri
        $uri.InnerText = switch -Regex ($uri.InnerText) {
            '^https:' { $_ }
            '^\.\./\.\./' { "$site/$($_ -replace '^(\.\./)+')"; break }
            '^\.\./' { "$site/docs/$($_ -replace '^(\.\./)+')" }
        }
    }
}

$settings = [Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [Text.UTF8Encoding]::new($false) }
$writer = [Xml.XmlWriter]::Create([IO.Path]::GetFullPath($Path, $PWD.ProviderPath), $settings)
try { $maml.Save($writer) } finally { $writer.Dispose() }
