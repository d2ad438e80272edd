package org.bailiwick.contract.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bailiwick.contract.credential.Sha256;

/**
 * Writes the boot event log of a machine in the crypto-agile format, with banks for SHA-1 and
 * SHA-256, of which the digests of SHA-1 are zeros. The order of the events is that of real
 * firmware. {@code tpm2_eventlog} reads such a log.
 */
public final class TestBootLog {
  public static final int NO_ACTION = 0x3;
  public static final int SEPARATOR = 0x4;
  public static final int CRTM_VERSION = 0x8;
  public static final int IPL = 0xD;
  public static final int VARIABLE = 0x8000_0001;
  public static final int APPLICATION = 0x8000_0003;
  public static final int ACTION = 0x8000_0007;
  public static final int AUTHORITY = 0x8000_00E0;

  private static final String GLOBAL = "61dfe48bca93d211aa0d00e098032b8c";
  private static final String DATABASE = "cbb219d73a3d9645a3bcdad00e67656f";
  private static final int SHA1 = 4;
  private static final int SHA256 = 0xB;
  private static final int FIRMWARE_REGISTERS = 8;

  /** An event; digest and data are lower-case hex. */
  public record Event(int register, int type, String digest, String data) {
    public boolean measured() {
      return type != NO_ACTION;
    }
  }

  private final List<Event> events = new ArrayList<>();

  /** The start of a machine: firmware, Secure Boot with its keys, and a boot loader. */
  public static TestBootLog ofMachine(int secureBoot, String loader) {
    TestBootLog log = new TestBootLog();
    log.add(0, CRTM_VERSION, "1.0\0".getBytes(StandardCharsets.UTF_16LE));
    log.add(7, VARIABLE, variable(GLOBAL, "SecureBoot", (byte) secureBoot));
    log.add(7, VARIABLE, variable(GLOBAL, "PK", (byte) 7));
    log.add(7, VARIABLE, variable(GLOBAL, "KEK", (byte) 8));
    log.add(7, VARIABLE, variable(DATABASE, "db", (byte) 9));
    log.action(4, "Calling EFI Application from Boot Option");
    for (int register = 0; register < FIRMWARE_REGISTERS; register++) {
      log.add(register, SEPARATOR, new byte[4]);
    }
    log.add(7, AUTHORITY, variable(DATABASE, "db", (byte) 10));
    log.application(loader);
    log.action(5, "Exit Boot Services Invocation");
    log.action(5, "Exit Boot Services Returned with Success");
    return log;
  }

  /** Adds an event whose digest is that of its data, as most are. */
  public TestBootLog add(int register, int type, byte[] data) {
    return add(new Event(register, type, Sha256.hex(data), HexFormat.of().formatHex(data)));
  }

  public TestBootLog add(Event event) {
    events.add(event);
    return this;
  }

  public TestBootLog action(int register, String text) {
    return add(register, ACTION, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A program that firmware started from a device; its digest is that of the program. */
  public TestBootLog application(String digest) {
    ByteBuffer data = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(0x1000).putLong(0x2000).putLong(0).putLong(4).put(new byte[] {0x7f, -1, 4, 0});
    return add(new Event(4, APPLICATION, digest, HexFormat.of().formatHex(data.array())));
  }

  /** A UEFI variable of one octet (UEFI_VARIABLE_DATA). */
  public static byte[] variable(String vendor, String name, byte value) {
    byte[] text = name.getBytes(StandardCharsets.UTF_16LE);
    return ByteBuffer.allocate(16 + 8 + 8 + text.length + 1)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(HexFormat.of().parseHex(vendor))
        .putLong(name.length())
        .putLong(1)
        .put(text)
        .put(value)
        .array();
  }

  public static byte[] secureBoot(int value) {
    return variable(GLOBAL, "SecureBoot", (byte) value);
  }

  public List<Event> events() {
    return events;
  }

  public byte[] octets() {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    log.writeBytes(head());
    for (Event event : events) {
      byte[] digest = HexFormat.of().parseHex(event.digest());
      byte[] data = HexFormat.of().parseHex(event.data());
      ByteBuffer octets =
          ByteBuffer.allocate(3 * 4 + 2 + 20 + 2 + digest.length + 4 + data.length)
              .order(ByteOrder.LITTLE_ENDIAN);
      octets.putInt(event.register()).putInt(event.type()).putInt(2);
      octets.putShort((short) SHA1).put(new byte[20]).putShort((short) SHA256).put(digest);
      octets.putInt(data.length).put(data);
      log.writeBytes(octets.array());
    }
    return log.toByteArray();
  }

  /** The event in the old format that says which banks follow (TCG_EfiSpecIDEvent). */
  private static byte[] head() {
    ByteBuffer head = ByteBuffer.allocate(4 + 4 + 20 + 4 + 37).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(0).putInt(NO_ACTION).put(new byte[20]).putInt(37);
    head.put("Spec ID Event03\0".getBytes(StandardCharsets.US_ASCII));
    head.putInt(0).put(new byte[] {0, 2, 0, 2}).putInt(2);
    head.putShort((short) SHA1).putShort((short) 20);
    head.putShort((short) SHA256).putShort((short) 32);
    return head.put((byte) 0).array();
  }
}
