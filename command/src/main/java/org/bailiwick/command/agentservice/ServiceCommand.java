package org.bailiwick.command.agentservice;

import picocli.CommandLine.Command;

/** {@code agent service}: the systemd unit of an agent (docs/plain-hosts.md). */
@Command(
    name = "service",
    subcommands = {InstallCommand.class, RemoveCommand.class},
    description = "Writes or removes the systemd unit of an agent (docs/plain-hosts.md).")
public final class ServiceCommand {}
