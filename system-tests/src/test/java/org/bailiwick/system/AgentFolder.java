package org.bailiwick.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.system.status.Tool;

/** An agent of {@code ./bailiwick agent}, with its folder, as openssl and curl find it. */
public final class AgentFolder {
  private final Nodes nodes;
  private final Path temp;
  private final Path folder;
  private final String name;
  private final Map<String, String> environment;
  private int port = 7001;

  /** The folder {@code agent} of this one; a user token of now is put beside it. */
  public AgentFolder(Nodes nodes, Path temp, String name) {
    this(nodes, temp, name, Map.of());
  }

  /** The same with these variables in the command's environment. */
  public AgentFolder(Nodes nodes, Path temp, String name, Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    this.nodes = nodes;
    this.temp = temp;
    this.folder = temp.resolve("agent");
    this.name = name;
  }

  /** Names another port in the locator. */
  public AgentFolder listeningAt(int other) {
    port = other;
    return this;
  }

  public Path path() {
    return folder;
  }

  /**
   * Enrols by these attestors; with a key in a file, the authority must know the credential as
   * good.
   */
  public void enrol(List<String> attestors) {
    join(withUser(attestors));
  }

  /** Enrols a service or device by the demo's device, under this profile and without capability. */
  public void enrol(String kind, String profile) {
    List<String> order =
        List.of(
            "enrol",
            "--kind",
            kind,
            "--profile",
            profile,
            "--name",
            name,
            "--owner",
            "Treasury",
            "--locator",
            "https://127.0.0.1:" + port + "/");
    String[] verb =
        Stream.concat(order.stream(), withUser(device()).stream()).toArray(String[]::new);
    OperatorCommand.run(nodes, environment, 0, arguments(verb));
  }

  /** The same for an agent whose attestor brings the user. */
  public void join(List<String> attestors) {
    OperatorCommand.run(nodes, environment, 0, arguments(enrolment(attestors)));
    if (Files.exists(folder.resolve("key.pem"))) {
      requireUsable();
    }
  }

  /** The verb {@code enrol} with its order. */
  private String[] enrolment(List<String> attestors) {
    List<String> order =
        List.of(
            "enrol",
            "--name",
            name,
            "--owner",
            "Treasury",
            "--capability",
            "fx.rates@1",
            "--locator",
            "https://127.0.0.1:" + port + "/work");
    return Stream.concat(order.stream(), attestors.stream()).toArray(String[]::new);
  }

  /** Enrols by these attestors where officers have to approve: exit code 3, and what it printed. */
  public String ask(List<String> attestors) {
    return OperatorCommand.run(nodes, environment, 3, arguments(enrolment(withUser(attestors))));
  }

  /** Enrols by these attestors, which the authority refuses: exit code 1, and what it printed. */
  public String askInVain(List<String> attestors) {
    return OperatorCommand.run(nodes, environment, 1, arguments(enrolment(withUser(attestors))));
  }

  /** Puts a user token of now beside the folder, for a renewal. */
  public AgentFolder withFreshUser() {
    freshUserToken();
    return this;
  }

  private List<String> withUser(List<String> attestors) {
    freshUserToken();
    List<String> user = List.of("--user-token-file", temp.resolve("user.jwt").toString());
    return Stream.concat(user.stream(), attestors.stream()).toList();
  }

  private void freshUserToken() {
    try {
      Files.writeString(temp.resolve("user.jwt"), new Users(nodes).token().compact());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The demo's device as attestor. */
  public List<String> device() {
    Path device = nodes.outside().resolve("device-rate-finder");
    return List.of(
        "--device-key",
        device.resolve("idevid.key").toString(),
        "--device-chain",
        device.resolve("idevid.pem").toString(),
        "--firmware",
        "acme-os:4.2.0",
        "--program-name",
        "rate-finder",
        "--program",
        nodes.outside().resolveSibling("program").toString());
  }

  private String[] arguments(String... verb) {
    List<String> arguments = new ArrayList<>(List.of("agent"));
    arguments.addAll(List.of(verb));
    arguments.addAll(List.of("--folder", folder.toString()));
    return arguments.toArray(String[]::new);
  }

  /** A verb, which must succeed; what it printed. */
  public String run(String... verb) {
    return run(0, verb);
  }

  /** A verb that must end with this exit code; what it printed. */
  public String run(int exit, String... verb) {
    return OperatorCommand.run(nodes, environment, exit, arguments(verb));
  }

  /** A verb that goes on by itself. */
  public ProcessBuilder start(String... verb) {
    List<String> line = new ArrayList<>();
    line.add(System.getProperty("bailiwick.root") + "/bailiwick");
    line.addAll(List.of(arguments(verb)));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("BAILIWICK_HOME", nodes.home().toString());
    builder.environment().put("BAILIWICK_BUILT", "yes");
    return builder;
  }

  public String serial() {
    return openssl("x509", "-in", folder.resolve("chain.pem").toString(), "-noout", "-serial")
        .strip();
  }

  /** The public key of the certificate, in PEM. */
  public String certifiedKey() {
    return openssl("x509", "-in", folder.resolve("chain.pem").toString(), "-noout", "-pubkey");
  }

  /** The public key of the key's file, which must be the certificate's. */
  public String publicKey() {
    String kept = openssl("pkey", "-in", folder.resolve("key.pem").toString(), "-pubout");
    assertThat(kept).isEqualTo(certifiedKey());
    return kept;
  }

  /** The authority itself says so, to curl with the files of the folder. */
  public void requireUsable() {
    String number = serial().replace("serial=", "").toLowerCase(Locale.ROOT);
    Tool status =
        Tool.run(
            "curl",
            "-sS",
            "--fail-with-body",
            "--cacert",
            nodes.home().resolve("root.pem").toString(),
            "--cert",
            folder.resolve("chain.pem").toString(),
            "--key",
            folder.resolve("key.pem").toString(),
            nodes.authority("/v1/credentials/" + number).toString());
    assertThat(status.exit()).as(status.output()).isZero();
    assertThat(status.output()).contains(name).contains("\"valid\"");
  }

  public static String openssl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Tool tool = Tool.run(command.toArray(String[]::new));
    assertThat(tool.exit()).as(tool.output()).isZero();
    return tool.output();
  }
}
