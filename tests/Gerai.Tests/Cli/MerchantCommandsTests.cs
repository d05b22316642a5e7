namespace Gerai.Tests.Cli;

/// <summary>gerai charge, status, cancel and expire: what they print and how they end.</summary>
public sealed class MerchantCommandsTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    [Fact]
    public async Task A_charge_prints_the_code_to_show_and_a_second_one_for_the_order_is_refused()
    {
        string[] charge = ["charge", "--store", "alfamart", "--order", "c-1", "--amount", "44000"];

        var first = await sandbox.MerchantAsync(charge);
        var second = await sandbox.MerchantAsync(charge);

        Assert.Equal((0, ""), (first.ExitCode, first.Errors));
        Assert.Contains("payment code", first.Output, StringComparison.Ordinal);
        Assert.Contains("Rp44,000", first.Output, StringComparison.Ordinal);
        Assert.Equal((1, ""), (second.ExitCode, second.Output));
        Assert.StartsWith("Refused (406): ", second.Errors, StringComparison.Ordinal);
        Assert.Single(second.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_refused_charge_says_which_member_was_wrong()
    {
        var ended = await sandbox.MerchantAsync("charge", "--store", "indomaret", "--order", "c-2", "--amount", "5");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("transaction_details.gross_amount", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_is_found_whatever_it_is_and_by_an_order_id_that_needs_decoding()
    {
        await sandbox.ChargeAsync("alfamart", "s 1/2#3");

        var pending = await sandbox.MerchantAsync("status", "s 1/2#3");
        var expire = await sandbox.MerchantAsync("expire", "s 1/2#3");
        var expired = await sandbox.MerchantAsync("status", "s 1/2#3", "--json");

        Assert.Equal(0, pending.ExitCode);
        Assert.Contains("pending", pending.Output, StringComparison.Ordinal);

        // Code 407 is the success of this call (protocol 3.26), and no error in a status (protocol 3.23).
        Assert.Equal(0, expire.ExitCode);
        Assert.Equal(0, expired.ExitCode);
        Assert.StartsWith("{", expired.Output, StringComparison.Ordinal);
        Assert.Contains("\"status_code\":\"407\"", expired.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_can_be_cancelled_while_it_is_pending()
    {
        await sandbox.ChargeAsync("indomaret", "x-1");

        Assert.Equal(0, (await sandbox.MerchantAsync("cancel", "x-1")).ExitCode);
        Assert.Equal(1, (await sandbox.MerchantAsync("expire", "x-1")).ExitCode);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("cancel")]
    [InlineData("expire")]
    public async Task An_unknown_payment_is_refused(string command)
    {
        var ended = await sandbox.MerchantAsync(command, "nobody's");

        Assert.Equal((1, "Refused (404): Transaction doesn't exist."), (ended.ExitCode, ended.Errors.TrimEnd()));
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_not_repeated()
    {
        var ended = await GeraiProcess.RunAsync("status", "x", "--server-key", "SB-secret-no", "--url", sandbox.Url);

        Assert.Equal(1, ended.ExitCode);
        Assert.DoesNotContain("SB-secret-no", ended.Errors + ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_gateway_there_is_an_exit_code_of_its_own()
    {
        var ended = await GeraiProcess.RunAsync("status", "x", "--server-key", "key", "--url", "http://127.0.0.1:9");

        Assert.Equal((3, ""), (ended.ExitCode, ended.Output));
        Assert.StartsWith("No connection to http://127.0.0.1:9", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("charge --store alfamart --order 1")]
    [InlineData("charge --store kioson --order 1 --amount 10000")]
    [InlineData("charge --store alfamart --order 1 --amount 0")]
    [InlineData("status 1 --url nowhere --server-key key")]
    [InlineData("status 1")]
    [InlineData("pay 123 --network mine")]
    [InlineData("merchant rotate --merchant G100200300 --environment sandbox --data never-made")]
    [InlineData("merchant rotate --server-key --merchant G1 --environment sandbox --data never-made")]
    [InlineData("merchant rotate --server-key --merchant G100200300 --environment sandbox --overlap 24")]
    [InlineData("merchant rotate --server-key --merchant G100200300 --environment sandbox --overlap 91d")]
    [InlineData("serve")]
    [InlineData("serve --data a --database b")]
    [InlineData("sandbox --retry-waits 1s,2s")]
    [InlineData("sandbox --retry-waits 1s,2s,3s,4s,soon")]
    [InlineData("merchant schedule --merchant G1002003 --environment sandbox")]
    [InlineData("merchant schedule --merchant G1002003 --environment sandbox --waits 1s --default")]
    [InlineData("merchant schedule --merchant G1002003 --environment sandbox --waits 0s")]
    [InlineData("merchant schedule --merchant G1002003 --environment sandbox --waits 8d")]
    [InlineData("merchant notify --merchant G1002003 --environment sandbox --data never-made")]
    [InlineData("merchant notify --merchant G1002003 --environment sandbox --url nowhere --data never-made")]
    [InlineData("merchant notify --merchant G1002003 --environment sandbox --email a@b,c@d --data never-made")]
    [InlineData("merchant redirect --merchant G1002003 --environment sandbox --data never-made")]
    [InlineData("merchant add --name x --environment sandbox --notify ftp://x/ --data never-made")]
    [InlineData("merchant add --name x --environment sandbox --invite nobody --data never-made")]
    [InlineData("merchant invite --merchant G1002003 --environment sandbox --email a@b --data never-made")]
    [InlineData("merchant invite --merchant G1002003 --environment sandbox --email a@b --role owner --data never-made")]
    [InlineData("merchant invite --merchant G1 --environment sandbox --email a@b --role finance --data never-made")]
    [InlineData("operator invite --data never-made")]
    [InlineData("bake")]
    public async Task A_usage_error_is_one_line_and_exit_code_2(string commandLine)
    {
        var ended = await GeraiProcess.RunAsync(commandLine.Split(' '));

        Assert.Equal((2, ""), (ended.ExitCode, ended.Output));
        Assert.Single(ended.Errors.TrimEnd().Split('\n'));
    }
}
