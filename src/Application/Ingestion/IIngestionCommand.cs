using GroupResults.Application.Metrics;

namespace GroupResults.Application.Ingestion;

/// <summary>A command that stores what clients send. Pipeline behaviours check its size before its contents, and count it if it is refused.</summary>
internal interface IIngestionCommand
{
    IngestedKind Kind => IngestedKind.Report;

    /// <summary>How many reports or facts it has.</summary>
    int Count => 1;

    /// <exception cref="TooLargeException">The command exceeds a limit.</exception>
    void EnsureSize()
    {
        // Some sizes are known only while the contents are read.
    }
}
