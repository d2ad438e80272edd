package org.bailiwick.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentTest {

  @TempDir private Path folder;

  @Test
  void isTheOnlyOneWithoutResource() throws IOException {
    assertThat(deployment()).isEmpty();
    assertThat(Deployment.own()).isEmpty();
  }

  @Test
  void readsTheFileOfItsOwnAlone() throws IOException {
    Path file = file("node.trust-domain=b.example\naca.base-url=https://b.example\n");
    copy("a", "trust-domain=b.example\nsettings=" + file + "\n");

    Deployment read = deployment("a").orElseThrow();

    assertThat(read.value("aca.base-url")).contains("https://b.example");
    // Every process has this one, and it is none of the file's.
    assertThat(System.getProperty("java.version")).isNotNull();
    assertThat(read.value("java.version")).isEmpty();
  }

  @Test
  void refusesSettingsOfAnotherTrustDomain() throws IOException {
    copy("a", "trust-domain=b.example\nsettings=" + file("node.trust-domain=a.example\n") + "\n");

    assertThatIllegalStateException()
        .isThrownBy(() -> deployment("a"))
        .withMessageEndingWith("is not of the trust domain b.example");
  }

  @Test
  void refusesSettingsThatNameNoTrustDomain() throws IOException {
    copy("a", "trust-domain=b.example\nsettings=" + file("") + "\n");

    assertThatIllegalStateException()
        .isThrownBy(() -> deployment("a"))
        .withMessageEndingWith("is not of the trust domain b.example");
  }

  @Test
  void refusesAFileThatIsNotThere() throws IOException {
    copy("a", "trust-domain=b.example\nsettings=" + folder.resolve("none") + "\n");

    assertThatIllegalStateException()
        .isThrownBy(() -> deployment("a"))
        .withMessageEndingWith("can't be read");
  }

  @Test
  void refusesAResourceThatNamesNoFile() throws IOException {
    copy("a", "trust-domain=b.example\n");

    assertThatIllegalStateException()
        .isThrownBy(() -> deployment("a"))
        .withMessageEndingWith("has no settings");
  }

  @Test
  void refusesTwoResources() throws IOException {
    String text = "trust-domain=b.example\nsettings=" + file("node.trust-domain=b.example\n");
    copy("a", text);
    copy("b", text);

    assertThatIllegalStateException()
        .isThrownBy(() -> deployment("a", "b"))
        .withMessageStartingWith("Several");
  }

  private Optional<Deployment> deployment(String... copies) throws IOException {
    URL[] urls = new URL[copies.length];
    for (int i = 0; i < copies.length; i++) {
      urls[i] = folder.resolve(copies[i]).toUri().toURL();
    }
    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      return Deployment.of(loader);
    }
  }

  private void copy(String name, String text) throws IOException {
    Path resource = folder.resolve(name).resolve(Deployment.RESOURCE);
    Files.createDirectories(resource.getParent());
    Files.writeString(resource, text);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("bailiwick.properties"), text);
  }
}
