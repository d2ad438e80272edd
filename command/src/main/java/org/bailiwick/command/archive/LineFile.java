package org.bailiwick.command.archive;

import jakarta.json.JsonObject;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import org.bailiwick.contract.credential.Sha256;

/**
 * A new file of JSON objects, one a line, that the disk has when it is {@linkplain #finish done}.
 */
final class LineFile implements Closeable {
  private final FileChannel channel;
  private final DigestOutputStream out;

  LineFile(Path file) throws IOException {
    this.channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    this.out = new DigestOutputStream(buffered, Sha256.begin());
  }

  void add(JsonObject object) {
    try {
      out.write((object + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the archive", e);
    }
  }

  /** Returns when the disk has it: SHA-256 of the file in hex. */
  String finish() throws IOException {
    out.flush();
    channel.force(true);
    return HexFormat.of().formatHex(out.getMessageDigest().digest());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
