BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    $certificate = Join-Path $TestDrive mock.pem
    $server = Start-MockServer -CertificatePath $certificate
}

AfterAll {
    Stop-MockServer $server
}

Describe 'HTTP/2' {
    # On other systems, a certificate is trusted only if it is added to the user's certificate store.
    It 'is used for downloads and not for requests to the gateway' -Skip:(-not $IsLinux) {
        $env:SSL_CERT_FILE = $certificate
        try {
            Invoke-Process @"
                Import-Module '$ModulePath'; `$env:WANVIDEO_LEDGER = '$TestDrive/ledger.db'
                Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $($server.BaseUri)
                'One', 'Two', 'Three' | New-WanVideoTask -Image https://example.com/cat.png | Wait-WanVideoTask | Save-WanVideo -Path '$TestDrive/out'
"@
        } finally {
            $env:SSL_CERT_FILE = $null
        }

        @(Get-ChildItem $TestDrive/out -Filter *.mp4).Count | Should -Be 3
        $videos, $others = (Get-MockRequest $server).Where({ $_.path -match '\.mp4' }, 'Split')
        $videos.protocol | Should -Be 'HTTP/2', 'HTTP/2', 'HTTP/2'
        $others.protocol | Select-Object -Unique | Should -Be 'HTTP/1.1'
    }
}
