"""``bpcli check``: the gradients of a step, proved."""

from __future__ import annotations

import click

from bpcli.cli import completion, options

FORMATS = ("table", "json")


@click.command(cls=options.Command)
@options.config_argument
@click.option("--at", default="1", metavar="N", help="Which step to check, or last (default 1).")
@click.option("--against", type=options.OneOf(["torch", "jax"]), help="Another framework, instead of differences.")
@click.option(
    "--sample", type=options.Number(int, 1), metavar="N", help="Only N entries of each gradient, drawn by seed."
)
@click.option("--only", metavar="NAMES", shell_complete=completion.names, help="Check only these, such as dW or db1.")
@click.option("--layer", type=options.Number(int), metavar="L", help="Check only layer L.")
@options.steps_option
@options.set_option
@options.format_options(FORMATS)
@options.output_option
@options.full_option
@options.pager_option
@options.color_options
def check(
    config: str,
    at: str,
    against: str | None,
    sample: int | None,
    only: str | None,
    layer: int | None,
    steps: int | None,
    settings: tuple[str, ...],
    format_: str | None,
    output: str | None,
    full: bool,
    no_pager: bool,
    appearance: options.Appearance,
) -> None:
    """Prove every dW and db of a step against finite differences of its loss.

    With --against torch or jax every Z, A, delta, dW, db and new parameter is held against that framework's own
    autograd and optimizer. Exit status 1 if anything is wrong.
    """
    from bpcli.cli.progress import progress
    from bpcli.program.setup import prepare
    from bpcli.readers.check.run import finished, start_check

    setup = prepare(config, settings, steps=steps)
    run = start_check(setup, at=at, only=only, layer=layer, sample=sample, against=against)
    done = finished(run, lambda pieces: progress(pieces, "checking", run.total))
    if options.chosen_format(format_, output, FORMATS) == "json":
        from bpcli.cli.output import write_record
        from bpcli.writers.json_records import check_record

        write_record(check_record(done), output)
    else:
        from bpcli.cli.output import text_console
        from bpcli.readers.reports import header_of
        from bpcli.writers.check_table import render_check

        with text_console(output, appearance, paged=not no_pager) as console:
            render_check(done, header_of(setup), console, full=full)
    if not done.passed:
        raise click.exceptions.Exit(1)
