package org.bailiwick.command.injector;

import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** {@code sidecar-injector}: the commands of the operator of a sidecar injector. */
@Command(
    name = "sidecar-injector",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {InjectorRunCommand.class, InjectorCheckCommand.class},
    description =
        "Commands of a sidecar injector, a webhook of Kubernetes that gives pods a sidecar"
            + " (docs/kubernetes.md).")
public final class SidecarInjectorCommand {}
