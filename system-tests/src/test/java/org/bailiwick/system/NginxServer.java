package org.bailiwick.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An nginx of a test's own, with one server. Relative names in its lines begin at its folder. */
public final class NginxServer {
  private static final String AROUND =
      """
      daemon off;
      user root;
      worker_processes 1;
      pid nginx.pid;
      error_log error.log;
      events { worker_connections 2048; }
      http {
        access_log access.log;
        client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
        server {
      %s
        }
      }
      """;
  private static final int LONGEST_STOP_SECONDS = 30;

  private final Process process;

  private NginxServer(Process process) {
    this.process = process;
  }

  /**
   * Starts it; the caller waits until it answers.
   *
   * @param lines of its {@code server} block
   */
  public static NginxServer start(Path folder, String lines) throws IOException {
    Files.writeString(folder.resolve("nginx.conf"), AROUND.formatted(lines));
    return new NginxServer(
        new ProcessBuilder("/usr/sbin/nginx", "-p", folder + "/", "-c", "nginx.conf")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.log").toFile())
            .start());
  }

  /**
   * Asks it to end, and waits. It is not killed, because then its worker would go on and keep the
   * port from the next test.
   */
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nginx does not end");
    }
  }
}
