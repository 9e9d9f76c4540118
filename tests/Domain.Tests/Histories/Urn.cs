namespace GroupResults.Domain.Tests.Histories;

/// <summary>
/// Pólya's urn: the beta-binomial model told one draw at a time, with nothing but the rule of succession. It shares no formula with the
/// product.
/// </summary>
internal sealed class Urn(double alpha, double beta)
{
    public int Successes { get; private set; }

    public int Trials { get; private set; }

    public double LogLikelihood { get; private set; }

    public void Draw(bool success)
    {
        var likely = success ? alpha + Successes : beta + Trials - Successes;
        LogLikelihood += Math.Log(likely / (alpha + beta + Trials));
        Trials++;
        if (success) Successes++;
    }
}
