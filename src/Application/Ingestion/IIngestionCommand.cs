namespace GroupResults.Application.Ingestion;

/// <summary>A command that stores reports. The behaviours check its size before its contents and count it where it is refused.</summary>
internal interface IIngestionCommand
{
    int ReportCount { get; }

    /// <exception cref="TooLargeException">The command is over a limit.</exception>
    void EnsureSize();
}
