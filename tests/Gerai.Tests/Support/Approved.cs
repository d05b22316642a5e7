namespace Gerai.Tests.Support;

/// <summary>
/// Golden files for what others depend on. A difference is written next to the approved file, so that approving a
/// change is to rename one file.
/// </summary>
public static class Approved
{
    /// <param name="name">Folder and file beside the test, without <c>.approved.txt</c>.</param>
    public static void Match(string name, string actual)
    {
        var path = Path.Combine(Repository.Root, "tests", "Gerai.Tests", name);
        var approved = File.Exists($"{path}.approved.txt") ? File.ReadAllText($"{path}.approved.txt") : "";
        if (approved == actual)
        {
            File.Delete($"{path}.received.txt");
            return;
        }

        File.WriteAllText($"{path}.received.txt", actual);
        Assert.Equal(approved, actual);
    }
}
