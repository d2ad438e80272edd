package org.bailiwick.command.campus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bailiwick.packetfilter.Nft;
import org.bailiwick.packetfilter.firewall.IpNetwork;
import org.bailiwick.packetfilter.provisioning.ProvisioningNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code campus provisioning}: the rules of the gateway of a provisioning network. */
@Command(
    name = "provisioning",
    description = {
      "Prints the rule set of nftables for the gateway of a provisioning network, in which a machine"
          + " that has its manufacturer's certificate alone reaches the authority and nothing else.",
      "On the gateway, as root: ./bailiwick campus provisioning … | nft -f -"
    })
final class CampusProvisioningCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--device",
      required = true,
      paramLabel = "NAME",
      description = "The gateway's network device in the provisioning network.")
  private String device;

  @Option(
      names = "--authority-at",
      required = true,
      paramLabel = "ADDRESS",
      description = "An address of the authority, IPv4 or IPv6; may be given several times.")
  private List<String> authority = new ArrayList<>();

  @Option(
      names = "--tls-port",
      paramLabel = "PORT",
      defaultValue = "8443",
      description = "Where machines enrol (${DEFAULT-VALUE}).")
  private int tlsPort;

  @Option(
      names = "--plain-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Where CRLs, OCSP and issuers' certificates are (${DEFAULT-VALUE}).")
  private int plainPort;

  @Option(
      names = "--dns",
      paramLabel = "ADDRESS",
      description = "A server of DNS that machines may ask; may be given several times.")
  private List<String> resolvers = new ArrayList<>();

  @Option(
      names = "--dhcp",
      description = "Machines get their addresses from a DHCP server or relay on the gateway.")
  private boolean dhcp;

  @Option(
      names = "--check",
      description = "Has the kernel check the rule set too, as root; nothing is loaded.")
  private boolean check;

  @Override
  public Integer call() {
    String rules = network().rules();
    if (check) {
      Nft.here().check(rules);
    }
    spec.commandLine().getOut().print(rules);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private ProvisioningNetwork network() {
    try {
      return new ProvisioningNetwork(
          device, addresses(authority), tlsPort, plainPort, addresses(resolvers), dhcp);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static List<IpNetwork> addresses(List<String> texts) {
    return texts.stream().map(IpNetwork::parse).toList();
  }
}
