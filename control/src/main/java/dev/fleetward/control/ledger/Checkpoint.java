package dev.fleetward.control.ledger;

import dev.fleetward.core.event.SegmentFormat.Name;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The file `spend`: a [Journal] as it was after some commit. Replaced whole, so that it is always
/// one state or the next. Stateless.
final class Checkpoint {
    static final String FILE = "spend";
    private static final String UNFINISHED = "spend.tmp";
    private static final long MAGIC = 0x46574C4544474552L; // "FWLEDGER"
    private static final int VERSION = 2;

    /// Did not know days; what it leaves unknown of them starts at zero.
    private static final int WITHOUT_DAYS = 1;

    private Checkpoint() {}

    /// Empty where there is no file, or none that can be read: the segments and DuckDB then tell.
    static Optional<Journal> read(Path data) throws IOException {
        Path file = data.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(file);
        int length = bytes.length - Integer.BYTES;
        if (length < Long.BYTES || crc(bytes, length) != ByteBuffer.wrap(bytes).getInt(length)) {
            return Optional.empty();
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
        if (in.readLong() != MAGIC) {
            return Optional.empty();
        }
        int version = in.readInt();
        if (version != VERSION && version != WITHOUT_DAYS) {
            return Optional.empty();
        }
        Map<Name, Integer> offsets = new HashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            offsets.put(new Name(in.readLong(), in.readInt(), in.readInt()), in.readInt());
        }
        Journal journal = new Journal(offsets);
        for (int i = in.readInt(); i > 0; i--) {
            YearMonth month = YearMonth.of(in.readInt(), in.readInt());
            journal.spend()
                    .addToMonth(month, in.readUTF(), new Spend(in.readLong(), in.readLong()));
        }
        for (int i = version == WITHOUT_DAYS ? 0 : in.readInt(); i > 0; i--) {
            LocalDate day = LocalDate.ofEpochDay(in.readLong());
            journal.spend().addToDay(day, in.readUTF(), in.readLong());
        }
        for (int i = in.readInt(); i > 0; i--) {
            long epoch = in.readLong();
            journal.reopen(epoch, in.readNBytes(in.readInt()));
        }
        return Optional.of(journal);
    }

    static void write(Path data, Journal journal) throws IOException {
        byte[] bytes = encode(journal);
        Path unfinished = data.resolve(UNFINISHED);
        try (FileChannel channel =
                FileChannel.open(
                        unfinished,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(unfinished, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(data, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static byte[] encode(Journal journal) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(journal.offsets().size());
        for (Map.Entry<Name, Integer> entry : journal.offsets().entrySet()) {
            out.writeLong(entry.getKey().epoch());
            out.writeInt(entry.getKey().loop());
            out.writeInt(entry.getKey().sequence());
            out.writeInt(entry.getValue());
        }
        writeMonths(journal.spend().months(), out);
        writeDays(journal.spend().days(), out);
        out.writeInt(journal.openAttempts().size());
        for (Journal.Opened opened : journal.openAttempts()) {
            out.writeLong(opened.epoch());
            out.writeInt(opened.payload().length);
            out.write(opened.payload());
        }
        byte[] body = bytes.toByteArray();
        out.writeInt(crc(body, body.length));
        return bytes.toByteArray();
    }

    private static void writeMonths(Map<YearMonth, Map<String, Spend>> months, DataOutputStream out)
            throws IOException {
        out.writeInt(months.values().stream().mapToInt(Map::size).sum());
        for (Map.Entry<YearMonth, Map<String, Spend>> month : months.entrySet()) {
            for (Map.Entry<String, Spend> feature : month.getValue().entrySet()) {
                out.writeInt(month.getKey().getYear());
                out.writeInt(month.getKey().getMonthValue());
                out.writeUTF(feature.getKey());
                out.writeLong(feature.getValue().totalNanos());
                out.writeLong(feature.getValue().backgroundNanos());
            }
        }
    }

    private static void writeDays(Map<LocalDate, Map<String, Long>> days, DataOutputStream out)
            throws IOException {
        out.writeInt(days.values().stream().mapToInt(Map::size).sum());
        for (Map.Entry<LocalDate, Map<String, Long>> day : days.entrySet()) {
            for (Map.Entry<String, Long> feature : day.getValue().entrySet()) {
                out.writeLong(day.getKey().toEpochDay());
                out.writeUTF(feature.getKey());
                out.writeLong(feature.getValue());
            }
        }
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
