package org.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two web applications of one server can each contain the engine and its native library. */
class TwoClassLoadersTest {

  @Test
  void loadsInTwoClassLoadersOfOneProcess(@TempDir Path home) throws Exception {
    Path folder = TestFolder.copyOfDefaults(home.resolve("policy")).path();
    List<Class<?>> doors = new ArrayList<>();
    for (int application = 0; application < 2; application++) {
      try (URLClassLoader loader =
          new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
        Class<?> door = loader.loadClass(CedarDecisionPoint.class.getName());
        Object port = door.getMethod("load", Path.class).invoke(null, folder);
        assertThat(door.getMethod("policyVersion").invoke(port).toString()).contains("-");
        doors.add(door);
      }
    }
    assertThat(doors.get(0)).isNotSameAs(doors.get(1));
  }

  private static URL[] classPath() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}
