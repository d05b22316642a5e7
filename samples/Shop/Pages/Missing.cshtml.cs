using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SampleShop.Pages;

/// <summary>What is shown in place of a page that is not there, or that failed.</summary>
[IgnoreAntiforgeryToken]
public sealed class MissingPage : PageModel;
