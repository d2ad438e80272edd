package org.bailiwick.command.campus;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.command.enrolment.DomainOptions;
import org.bailiwick.command.enrolment.OptionsFile;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.packetfilter.firewall.IpNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code campus setup}: writes the configuration of a RADIUS server. */
@Command(
    name = "setup",
    description = "Writes the configuration of a FreeRADIUS server into an empty folder.")
final class CampusSetupCommand implements Callable<Integer> {
  private static final int MOST_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--folder",
      required = true,
      paramLabel = "FOLDER",
      description = "Where to write it. Nothing there is overwritten.")
  private Path folder;

  @Option(
      names = "--credential",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder of agent enrol --kind service with the server's own credential.")
  private Path credential;

  @Option(
      names = "--clients",
      required = true,
      paramLabel = "FILE",
      description =
          "Switches and access points, one a line: NAME ADDRESS SECRET. Only its owner may read the"
              + " file.")
  private Path clients;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Where switches reach the server (${DEFAULT-VALUE}).")
  private String listen;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "1812",
      description = "UDP port (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--admit",
      split = ",",
      paramLabel = "KIND",
      defaultValue = "agent,device",
      description = "Which kinds of names are admitted (${DEFAULT-VALUE}).")
  private Set<WorkloadKind> admitted = EnumSet.noneOf(WorkloadKind.class);

  @Override
  public Integer call() {
    ServerCredential own = ServerCredential.at(credential);
    List<RadiusClient> known = RadiusClient.read(clients);
    List<String> faults = own.faults(Instant.now());
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "The credential in " + credential + " is of no use here: " + String.join("; ", faults));
    }
    DomainOptions domain = new OptionsFile(own.folder()).read().domain();
    TrustedAuthority authority = domain.trusted();
    RadiusFolder target = RadiusFolder.at(folder);
    target.write(
        new RadiusFolder.Plan(
            own.folder().path(),
            authority.domain(),
            admitted,
            address(),
            checkedPort(),
            responder(domain.plain())),
        authority.root(),
        known);
    tell(target, known.size());
    return 0;
  }

  private static URI responder(URI plain) {
    return URI.create(plain.toString().replaceFirst("/$", "") + "/ocsp");
  }

  private IpNetwork address() {
    IpNetwork address = IpNetwork.parse(listen);
    if (address.prefix() != 8 * address.length()) {
      throw new ParameterException(spec.commandLine(), "--listen is one address.");
    }
    return address;
  }

  private int checkedPort() {
    if (port < 1 || port > MOST_PORT) {
      throw new ParameterException(spec.commandLine(), "--port is a number from 1 to 65535.");
    }
    return port;
  }

  private void tell(RadiusFolder target, int count) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("The configuration is in " + target.path() + ", for " + count + " clients.");
    out.println("  check it:  ./bailiwick campus check --folder " + target.path());
    out.println("  run it:    freeradius -f -d " + target.path() + " -n radiusd");
    out.flush();
  }
}
