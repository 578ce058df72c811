@{
    RootModule           = 'WanVideo.PowerShell.dll'
    RequiredAssemblies   = @('WanVideo.Core.dll')
    ModuleVersion        = '0.1.0'
    GUID                 = '8d1b7d0e-53b1-4e0c-9d0a-1c0f6d3f5a26'
    Author               = 'The WanVideo authors'
    CompanyName          = 'WanVideo'
    Copyright            = '(c) the WanVideo authors. MIT license.'
    Description          = 'Makes videos with Alibaba''s Wan models through HTTP gateways: create a task, wait for it, save the video, one at a prompt or thousands in a script.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('WanVideo.format.ps1xml')
    TypesToProcess       = @('WanVideo.types.ps1xml')
    CmdletsToExport      = @(
        'Connect-WanVideo'
        'ConvertFrom-WanVideoCallback'
        'Disconnect-WanVideo'
        'Get-WanVideoBalance'
        'Get-WanVideoConnection'
        'Get-WanVideoLedger'
        'Get-WanVideoModel'
        'Get-WanVideoProvider'
        'Get-WanVideoTask'
        'Measure-WanVideoCost'
        'New-WanVideoTask'
        'Receive-WanVideoCallback'
        'Register-WanVideoProvider'
        'Remove-WanVideoTask'
        'Resolve-WanVideoTask'
        'Restart-WanVideoTask'
        'Save-WanVideo'
        'Stop-WanVideoTask'
        'Wait-WanVideoTask'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @(
                'video', 'ai', 'wan', 'alibaba', 'text-to-video', 'image-to-video', 'generation'
                'evolink', 'acedata', 'modelstream', 'dashscope'
                'PSEdition_Core', 'Windows', 'Linux', 'MacOS'
            )
            Prerelease   = 'preview1'
            LicenseUri   = 'https://github.com/wanvideo/WanVideo/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/wanvideo/WanVideo'
            IconUri      = 'https://github.com/wanvideo/WanVideo/raw/main/docs/icon.png'
            ReleaseNotes = 'What changed: https://github.com/wanvideo/WanVideo/blob/main/CHANGELOG.md'
        }
    }
}
