using System.Runtime.CompilerServices;
using Gerai.Testing;
using Gerai.Tests.Support;

namespace Gerai.Tests.Testing;

/// <summary>Sandboxes keep their books where the test gateways of this run do.</summary>
internal static class SandboxBooks
{
    [ModuleInitializer]
    public static void Choose()
    {
        if (GatewayBooks.Kind is DatabaseKind.Postgres)
        {
            GeraiSandbox.BooksElsewhere = async () =>
            {
                var books = await GatewayBooks.InAsync(folder: "");
                return (books.ConnectionString, books);
            };
        }
    }
}
