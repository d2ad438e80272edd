package org.bailiwick.packetfilter.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bailiwick.packetfilter.Nft;

/**
 * Three network namespaces in a row: outside, a router, and inside, where the node is. Outside has
 * the networks 10.91.1.0/24 and 10.91.2.0/24 with fd00:91:1::/64 and fd00:91:2::/64; the node is
 * 10.91.9.2 and fd00:91:9::2.
 */
public final class Cable {
  public static final String NODE = "10.91.9.2";
  public static final String NODE6 = "fd00:91:9::2";
  public static final int PORT = 9443;

  private final String name = "bwf-" + UUID.randomUUID().toString().substring(0, 6);
  private final List<Process> processes = new ArrayList<>();
  private final Path peer;

  private Cable(Path folder) throws IOException {
    peer = folder.resolve("peer.py");
    try (InputStream in = Cable.class.getResourceAsStream("peer.py")) {
      Files.write(peer, in.readAllBytes());
    }
  }

  public static Cable lay(Path folder) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Cable cable = new Cable(folder);
    assumeTrue(cable.isPermitted(), "network namespaces are refused on this machine");
    try {
      cable.lay();
    } catch (AssertionError e) {
      cable.remove();
      throw e;
    }
    return cable;
  }

  private boolean isPermitted() throws Exception {
    Process made = new ProcessBuilder("ip", "netns", "add", space("out")).start();
    return made.waitFor() == 0;
  }

  private void lay() throws Exception {
    String commands =
        """
        ip netns add RT; ip netns add IN
        for n in OUT RT IN; do
          ip -n $n link set lo up
          ip netns exec $n sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
        done
        ip link add eth0 netns OUT type veth peer name eth0 netns RT
        ip link add eth1 netns RT type veth peer name eth0 netns IN
        for i in 1 2; do
          ip -n RT addr add 10.91.$i.1/24 dev eth0; ip -n RT addr add fd00:91:$i::1/64 dev eth0 nodad
          for h in 2 3 4; do
            ip -n OUT addr add 10.91.$i.$h/24 dev eth0; ip -n OUT addr add fd00:91:$i::$h/64 dev eth0 nodad
          done
        done
        ip -n RT addr add 10.91.9.1/24 dev eth1; ip -n RT addr add fd00:91:9::1/64 dev eth1 nodad
        ip -n IN addr add 10.91.9.2/24 dev eth0; ip -n IN addr add fd00:91:9::2/64 dev eth0 nodad
        for n in OUT RT IN; do ip -n $n link set eth0 up; done; ip -n RT link set eth1 up
        ip -n OUT route add default via 10.91.1.1; ip -n OUT -6 route add default via fd00:91:1::1
        ip -n IN route add default via 10.91.9.1; ip -n IN -6 route add default via fd00:91:9::1
        ip netns exec RT sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
        """
            .replace("OUT", space("out"))
            .replace("RT", space("rt"))
            .replace("IN", space("in"));
    Process laid = new ProcessBuilder("bash", "-euc", commands).redirectErrorStream(true).start();
    String printed = new String(laid.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(laid.waitFor()).as(printed).isZero();
  }

  public String space(String which) {
    return name + "-" + which;
  }

  /** The firewall of the router, or of the node's host. */
  Firewall firewall(String which) {
    return new Firewall(nft(which));
  }

  public Nft nft(String which) {
    return Nft.in(space(which));
  }

  /** A program in one of the namespaces, whose first line of output has come if it has one. */
  public Peer start(String which, String... command) throws IOException {
    List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", space(which)));
    whole.addAll(Arrays.asList(command));
    Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
    processes.add(process);
    return new Peer(process, process.inputReader(), process.outputWriter());
  }

  Peer peer(String which, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("python3", peer.toString()));
    command.addAll(Arrays.asList(arguments));
    return start(which, command.toArray(String[]::new));
  }

  public void serve(String which, String address, int port) throws IOException {
    assertThat(peer(which, "serve", address, Integer.toString(port)).line()).isEqualTo("ready");
  }

  /** Whether a connection is made within a second. */
  public boolean connects(String which, String source, String target, int port) throws Exception {
    return connects(which, List.of("-w", "1", "-s", source, target, Integer.toString(port)));
  }

  /** Whether a connection is made within the time that a busy machine may need. */
  public boolean connectsAtLast(String which, String source, String target, int port)
      throws Exception {
    return connects(which, List.of("-w", "10", "-s", source, target, Integer.toString(port)));
  }

  private boolean connects(String which, List<String> arguments) throws Exception {
    Process ncat =
        start(
                which,
                Stream.concat(Stream.of("ncat", "-z"), arguments.stream()).toArray(String[]::new))
            .process();
    assertThat(ncat.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return ncat.exitValue() == 0;
  }

  /** A running program. */
  public record Peer(Process process, BufferedReader out, Writer in) {
    String line() throws IOException {
      return out.readLine();
    }

    String ask(String text) throws IOException {
      in.write(text + "\n");
      in.flush();
      return line();
    }

    void end() throws Exception {
      in.close();
      process.waitFor(10, TimeUnit.SECONDS);
    }
  }

  public void remove() throws Exception {
    processes.forEach(Process::destroyForcibly);
    for (String each : List.of("out", "rt", "in")) {
      new ProcessBuilder("ip", "netns", "del", space(each)).start().waitFor();
    }
  }
}
