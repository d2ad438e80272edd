package org.bailiwick.command.campus;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
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

  /** A full authentication of every machine a minute is what a campus may still bear. */
  private static final int SOONEST = 60;

  private static final int LATEST = 86_400;

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
          "Switches and access points, one a line: NAME ADDRESS SECRET, and the port for"
              + " Disconnect-Requests if it is not 3799. Only its owner may read the file.")
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
      names = "--again-after",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description =
          "When a switch has to authenticate an admitted machine again, 60 to 86400"
              + " (${DEFAULT-VALUE}). A revoked one stays on the network until then.")
  private int again;

  @Option(
      names = "--admit",
      split = ",",
      paramLabel = "KIND",
      defaultValue = "agent,device",
      description = "Which kinds of names are admitted (${DEFAULT-VALUE}).")
  private Set<WorkloadKind> admitted = EnumSet.noneOf(WorkloadKind.class);

  @Option(
      names = "--vlans",
      paramLabel = "FILE",
      description =
          "Which machine gets into which VLAN, one rule a line, the first that matches: KIND/NAME VLAN"
              + " with a * behind NAME or none. Who matches none is refused.")
  private Optional<Path> vlans = Optional.empty();

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
            within("--port", port, 1, MOST_PORT),
            responder(domain.plain()),
            within("--again-after", again, SOONEST, LATEST),
            vlans.map(file -> VlanRule.read(file, admitted)).orElse(List.of())),
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

  private int within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), "%s is a number from %d to %d.".formatted(option, least, most));
    }
    return value;
  }

  private void tell(RadiusFolder target, int count) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("The configuration is in " + target.path() + ", for " + count + " clients.");
    out.println("  check it:  ./bailiwick campus check --folder " + target.path());
    out.println("  run it:    freeradius -f -d " + target.path() + " -n radiusd");
    out.flush();
  }
}
