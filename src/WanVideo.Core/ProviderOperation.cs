namespace WanVideo;

/// <summary>The operations that a provider may lack.</summary>
public enum ProviderOperation
{
    /// <summary><see cref="IVideoProvider.GetManyAsync"/>.</summary>
    GetMany,

    /// <summary><see cref="IVideoProvider.ListAsync"/>.</summary>
    List,

    /// <summary><see cref="IVideoProvider.CancelAsync"/>.</summary>
    Cancel,

    /// <summary><see cref="IVideoProvider.ReadCallbackAsync"/>.</summary>
    Callback,

    /// <summary><see cref="IVideoProvider.GetBalanceAsync"/>.</summary>
    Balance,
}
