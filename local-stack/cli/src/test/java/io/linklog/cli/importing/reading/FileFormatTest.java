package io.linklog.cli.importing.reading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileFormatTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "a.csv# whatever# csv",
                "a.tsv# whatever# csv",
                "a.JSONL# whatever# jsonl",
                "a.sql# whatever# sql",
                "a.txt# https://a.example/?x=longUrl,b# urls",
                "a.txt# longUrl;title# csv",
                "-# sep=;# csv",
                "-# {\"longUrl\": \"x# jsonl",
                "-# {\"longUrl\":\"https://a.example/\"}# jsonl",
                "-# {\"data\":[{\"longUrl\":\"https://a.example/\"}]}# json",
                "-# {\"total\":2,\"data\":[{\"a\":1}]}{\"total\":2,\"data\":[{\"a\":2}]}# json",
                "-# {\"a\":1}{\"a\":2}# json",
                "-# {\"a\":1} x# jsonl",
                "a.jsonl# {\"data\":[{\"longUrl\":\"https://a.example/\"}]}# json",
                "a.json# {\"longUrl\":\"https://a.example/\"}# jsonl",
                "-# {# json",
                "-# {\"shortUrls\": {# json",
                "-# [# json",
                "-# [{\"longUrl\":\"https://a.example/\"}]# json",
                "-# title,\"longUrl\"# csv",
                "-# INSERT INTO `y_url` VALUES# sql",
                "-# -- MySQL dump 10.13# sql",
                "-# /*!40101 SET NAMES utf8 */;# sql",
                "-# https://a.example/# urls",
                "-# ~~# urls",
            })
    void theFormatIsToldByTheFirstLineAndTheName(String name, String first, FileFormat format) {
        assertThat(FileFormat.detect(name, first + "\nsecond", names -> names.contains("longUrl")))
                .isEqualTo(format);
    }
}
