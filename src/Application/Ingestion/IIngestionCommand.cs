namespace GroupResults.Application.Ingestion;

/// <summary>A command that stores reports. Pipeline behaviours check its size before its contents, and count it if it is refused.</summary>
internal interface IIngestionCommand
{
    int ReportCount { get; }

    /// <exception cref="TooLargeException">The command exceeds a limit.</exception>
    void EnsureSize();
}
