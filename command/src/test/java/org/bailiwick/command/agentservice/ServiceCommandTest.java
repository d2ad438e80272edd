package org.bailiwick.command.agentservice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Units of agents, which systemd itself reads where it is installed. */
class ServiceCommandTest {

  /** Not in /tmp, which services do not see. */
  @TempDir(factory = BesideTheClasses.class, cleanup = CleanupMode.ALWAYS)
  private Path home;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path folder;
  private Path units;
  private Path program;
  private String name = "rates";

  @BeforeEach
  void enrol() throws IOException {
    folder = Files.createDirectory(home.resolve("rates"));
    units = Files.createDirectory(home.resolve("units"));
    program = Files.writeString(home.resolve("bailiwick"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    options("--attestor=idevid");
  }

  private void options(String... lines) throws IOException {
    Files.writeString(folder.resolve("enrolment.options"), String.join("\n", lines) + "\n");
  }

  private int run(String verb, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                verb,
                "--folder",
                folder.toString(),
                "--unit",
                name,
                "--unit-folder",
                units.toString()));
    words.addAll(List.of(more));
    if (verb.equals("install")) {
      words.addAll(List.of("--program", program.toString()));
    }
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line =
        new CommandLine(new ServiceCommand())
            .setExecutionExceptionHandler(
                (failure, command, result) -> {
                  command.getErr().println(failure.getMessage());
                  return 1;
                });
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(words.toArray(String[]::new));
  }

  /** The folder belongs to an account that every Debian has. */
  private void giveToDaemon() throws IOException {
    UserPrincipalLookupService accounts = home.getFileSystem().getUserPrincipalLookupService();
    if (Files.getOwner(folder).getName().equals("root")) {
      Files.setOwner(folder, accounts.lookupPrincipalByName("daemon"));
    }
  }

  private String unit() throws IOException {
    return Files.readString(units.resolve("bailiwick-agent-rates.service"));
  }

  private void install(String... more) throws IOException {
    giveToDaemon();
    assertThat(run("install", more)).as(err.toString()).isZero();
  }

  private void refuses(String sentence, String verb, String... more) {
    assertThat(run(verb, more)).isEqualTo(1);
    assertThat(err.toString()).contains(sentence);
  }

  private Path rules(String json) throws IOException {
    Path rules = home.resolve("rules.json");
    Files.writeString(rules, json);
    Files.setPosixFilePermissions(rules, PosixFilePermissions.fromString("rw-r--r--"));
    return rules;
  }

  @Test
  void renewsUnderTheAccountOfTheFolderWithoutDevices() throws IOException {
    install();
    assertThat(out.toString())
        .contains("wrote ")
        .contains("systemctl enable --now bailiwick-agent-rates.service");
    assertThat(unit())
        .contains("\nUser=" + Files.getOwner(folder).getName() + "\n")
        .contains("\nExecStart=" + program + " agent renew --folder " + folder + " --watch\n")
        .contains("\nProtectSystem=strict\n")
        .contains("\nNoNewPrivileges=yes\n")
        .contains("\nPrivateDevices=yes\n")
        .contains("\nReadWritePaths=" + folder + "\n")
        .doesNotContain("DeviceAllow", "LoadCredential", "RuntimeDirectory");
    install();
    assertThat(out.toString()).contains("unchanged: ");
  }

  @Test
  void givesAProxyItsSocketItsSealedSecretsAndTheKeyring() throws IOException {
    Path rules =
        rules(
            """
            {"audiences":[],"destinations":[],
             "secrets":{"crm":{"systemd":"crm-key"},"ticket":{"keyring":"ticket-key"}}}
            """);
    String registry = "https://ars.example:9443/ars";
    install("--rules", rules.toString(), "--group", "agents", "--registry", registry);
    assertThat(unit())
        .contains(
            " agent proxy --folder "
                + folder
                + " --rules "
                + rules
                + " --socket /run/bailiwick-agent-rates/proxy/socket --group agents"
                + " --registry https://ars.example:9443/ars\n")
        .contains("\nRuntimeDirectory=bailiwick-agent-rates\n")
        .contains("\nLoadCredentialEncrypted=crm-key\n")
        .endsWith("\n\n[Install]\nWantedBy=multi-user.target\n");
    assertThat(unit().indexOf("KeyringMode=shared"))
        .isGreaterThan(unit().indexOf("KeyringMode=private"));
  }

  @Test
  void givesAKeyInTheTpmItsDeviceAndTheBootLog() throws IOException {
    Files.writeString(folder.resolve("key.tpm"), "");
    options("--attestor=tpm", "--boot-log=/sys/kernel/security/tpm0/binary_bios_measurements");
    install();
    assertThat(unit())
        .contains("\nPrivateDevices=no\nDeviceAllow=/dev/tpmrm0 rw\nSupplementaryGroups=tss\n")
        .contains("\nLoadCredential=boot-log:/sys/kernel/security/tpm0/binary_bios_measurements\n");
    assertThat(unit().indexOf("PrivateDevices=no"))
        .isGreaterThan(unit().indexOf("PrivateDevices=yes"));
  }

  @Test
  void printsAndWritesNothing() throws IOException {
    giveToDaemon();
    assertThat(run("install", "--print")).isZero();
    assertThat(out.toString())
        .startsWith("# Written by bailiwick agent service install.")
        .contains("[Service]");
    assertThat(units).isEmptyDirectory();
  }

  @Test
  void neitherReplacesNorRemovesWhatSomebodyHasChanged() throws IOException {
    install();
    Path unit = units.resolve("bailiwick-agent-rates.service");
    Files.writeString(unit, unit().replace("RestartSec=15", "RestartSec=1"));
    String changed = unit();
    refuses("was changed by somebody, so it is not replaced", "install");
    refuses("was changed by somebody, so it is not removed", "remove");
    assertThat(unit()).isEqualTo(changed);
    Files.writeString(unit, "");
    refuses("is not replaced", "install");
  }

  @Test
  void replacesItsOwnUnitByANewOne() throws IOException {
    install();
    install("--rules", rules("{\"audiences\":[],\"destinations\":[]}").toString());
    assertThat(out.toString()).contains("wrote ");
    assertThat(unit()).contains("agent proxy");
  }

  @Test
  void removesWhenItIsDisabled() throws IOException {
    refuses("There is no unit", "remove");
    install();
    Path wants = Files.createDirectory(units.resolve("multi-user.target.wants"));
    Path wanted =
        Files.createSymbolicLink(
            wants.resolve("bailiwick-agent-rates.service"),
            units.resolve("bailiwick-agent-rates.service"));
    refuses("systemctl disable --now bailiwick-agent-rates.service", "remove");
    Files.delete(wanted);
    assertThat(run("remove")).isZero();
    assertThat(units.resolve("bailiwick-agent-rates.service")).doesNotExist();
    assertThat(folder).isDirectory();
  }

  @Test
  void refusesRootAndAnotherAccountThanTheFolders() throws IOException {
    giveToDaemon();
    refuses("does not run as root", "install", "--user", "root");
    refuses("needs --rules", "install", "--registry", "https://ars.example/ars");
    refuses("belongs to ", "install", "--user", "somebody");
    assertThat(units).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/home/a/token", "/tmp/token", "/root/token"})
  void refusesFilesThatAServiceDoesNotSee(String file) throws IOException {
    giveToDaemon();
    options("--attestor=oidc-token", "--oidc-token-file=" + file);
    refuses("--oidc-token-file " + file + " is hidden from services", "install");
  }

  @Test
  void refusesAFolderThatNobodyHasEnrolledAndRulesWithAFault() throws IOException {
    giveToDaemon();
    refuses("rules.json", "install", "--rules", rules("{\"audience\":[]}").toString());
    Files.delete(folder.resolve("enrolment.options"));
    refuses("enrolment.options", "install");
    name = "Rates";
    refuses("small letters", "install");
  }

  @Test
  void refusesAProgramThatCannotBeRun() throws Exception {
    giveToDaemon();
    Files.delete(program);
    boolean systemd =
        UnitCheck.findings("a.service", "[Service]\nExecStart=/bin/true\n").isPresent();
    if (systemd) {
      refuses("systemd would not take the unit", "install");
      assertThat(units).isEmptyDirectory();
    }
  }
}
